import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { demoFaults } from "../../demo/faults.js"
import { keptCommands } from "../../demo/keptCommands.js"
import { faultNamed, playDemo } from "../../demo/play.js"
import { playRenewals } from "../../demo/renewal/play.js"
import { Stage } from "../../demo/stage.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { fileError } from "../../fileError.js"
import { tableText } from "../../report/table.js"
import type { Io } from "../io.js"

export interface DemoOptions {
  readonly hosts?: string
  readonly keep?: boolean
  readonly fail?: string
  readonly html?: string
  readonly renew?: boolean
}

export async function demo(io: Io, options: DemoOptions): Promise<ExitCode> {
  const { fail, keep, html, renew } = options
  if (renew === true) refuseBeside(options)
  if (fail === "help") return listFaults(io)
  const fault = fail === undefined ? undefined : faultNamed(fail)
  // Each role once or twice: years are to pass in less than a minute.
  const size = hostCount(options.hosts ?? (renew === true ? "6" : "12"))
  const { files, clock, interrupt } = io
  const folder = await mkdtemp(join(tmpdir(), "certfleet-demo-")).catch((cause: unknown) => {
    throw fileError("write", tmpdir(), cause)
  })
  const write = (text: string): void => void io.stdout.write(text)
  try {
    const stage = new Stage({ folder, files, clock, interrupt, write, run: spawned })
    if (renew === true) return await playRenewals(stage, size)
    const afterwards = async (): Promise<void> =>
      keep === true ? keepRunning(io, folder, fault === undefined) : undefined
    const exitCode = await playDemo(stage, {
      size,
      fault,
      afterwards,
      page: html === undefined ? undefined : io.path(html),
    })
    return interrupt.aborted ? exitCodes.interrupted : exitCode
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function refuseBeside({ fail, html, keep }: DemoOptions): void {
  const other = fail === undefined ? (html === undefined ? keep && "--keep" : "--html") : "--fail"
  if (!other) return
  throw new ToolError("usage", `--renew and ${other} are two demos`, { hint: "choose one of both" })
}

function spawned(argv: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const program = process.argv[1] ?? ""
    // A CERTFLEET_FLEET of the user's would bring the demo's certificate to real servers.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith("CERTFLEET_")),
    )
    const child = spawn(process.execPath, [program, ...argv], { cwd, env, stdio: "inherit" })
    child.once("error", reject)
    child.once("close", (code) => resolve(code ?? exitCodes.interrupted))
  })
}

async function keepRunning(io: Io, folder: string, wentWell: boolean): Promise<void> {
  const lines = [`cd ${folder}`, ...keptCommands({ wentWell })].map((line) => `  ${line}\n`)
  io.stdout.write(`\n# The fleet goes on running until Ctrl-C. Try it:\n\n${lines.join("")}`)
  await new Promise<void>((resolve) => {
    if (io.interrupt.aborted) return resolve()
    io.interrupt.addEventListener("abort", () => resolve(), { once: true })
  })
}

function listFaults(io: Io): ExitCode {
  io.stdout.write(
    tableText(
      [{ title: "kind" }, { title: "what goes wrong" }],
      demoFaults.map(({ kind, what }) => [kind, what]),
    ),
  )
  return exitCodes.ok
}

function hostCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 2 && count <= 500) return count
  throw new ToolError("usage", `--hosts ${text} is not a whole number from 2 to 500`)
}
