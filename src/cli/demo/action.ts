import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createDemoCa, type DemoCa, deliverPile } from "../../demo/ca.js"
import { type DemoFleet, demoCommonName, makeOldPair, startDemoFleet } from "../../demo/demoFleet.js"
import { type DemoFault, demoFaults } from "../../demo/faults.js"
import { lookIndependently } from "../../demo/independentCheck.js"
import { rosterOf } from "../../demo/roster.js"
import { makeKeyPair } from "../../demo/sshServer.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { carriesCertificate } from "../../fleet/types.js"
import { tableText } from "../../report/table.js"
import { parseCertificate } from "../../x509/certificate.js"
import { readPem } from "../../x509/pem.js"
import type { Io } from "../io.js"

export interface DemoOptions {
  readonly hosts?: string
  readonly keep?: boolean
  readonly fail?: string
}

/** What the embedded deploycrt and restarts take, milliseconds: a tenth of the real ones. */
const times = { deploy: 200, restart: 100 }
const oldNames = [
  demoCommonName,
  "webmail.example.edu",
  "imap.example.edu",
  "pop.example.edu",
  "smtp.example.edu",
]

export async function demo(io: Io, options: DemoOptions): Promise<ExitCode> {
  if (options.fail === "help") return listFaults(io)
  const fault = faultNamed(options.fail)
  const size = hostCount(options.hosts)
  const folder = await mkdtemp(join(tmpdir(), "certfleet-demo-"))
  let fleet: DemoFleet | undefined
  try {
    const ca = await createDemoCa(io.clock)
    const login = makeKeyPair()
    const old = await makeOldPair((csr) => ca.issue(csr, { from: -190, until: 9 }), oldNames)
    fleet = await startDemoFleet({
      roster: rosterOf(size),
      clock: io.clock,
      publicKey: login.public,
      old,
      times,
    })
    const show = new Show(io, folder)
    await show.write("ssh_key", login.private, 0o600)
    await show.write("known_hosts", fleet.knownHosts)
    await show.write("root.pem", ca.root)
    await show.write(
      "fleet.yaml",
      fleet.fleetYaml({ identityFile: join(folder, "ssh_key"), knownHosts: join(folder, "known_hosts") }),
    )
    const exitCode = await play(show, ca, fleet, fault)
    if (options.keep === true) await keepRunning(io, folder)
    return io.interrupt.aborted ? exitCodes.interrupted : exitCode
  } finally {
    await fleet?.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The main job as an administrator does it, one command after the other. */
async function play(
  show: Show,
  ca: DemoCa,
  fleet: DemoFleet,
  fault: DemoFault | undefined,
): Promise<ExitCode> {
  const carriers = fleet.hosts.filter(({ entry }) => carriesCertificate(entry))
  show.say(
    `${fleet.hosts.length} servers are up on loopback; ${carriers.length} of them serve a certificate that expires in 9 days.`,
  )
  await show.run("Which names must the new certificate carry, and why?", ["names"])
  await show.run("A new key, and a CSR for the CA:", ["csr", "--out", "request"])
  show.say("The demo's CA signs the CSR and mails one file with text around the certificates.")
  const issued = await ca.issue(await show.read("request/commercial.csr"))
  await show.write("from-the-ca.txt", deliverPile(issued).content)
  await show.run("What the CA delivered, checked and put in order:", [
    "import",
    "from-the-ca.txt",
    "--key",
    "request/commercial.key",
    "--trust",
    "root.pem",
    "--out",
    "bundle",
  ])
  if (fault !== undefined) befall(show, fleet, fault)
  const code = await show.run(
    "To every server at once:",
    ["rollout", "bundle"],
    fault === undefined ? [0] : [1, 3, 4, 5],
  )
  const leaf = fingerprintOf(fault === undefined ? issued.leaf : fleet.old)
  await show.run(
    "What is served now, port by port:",
    ["probe", "--timeout", "20", ...(fault === undefined ? ["--expect", "bundle/commercial.crt"] : [])],
    [0, 1, 3],
  )
  const proven = await secondOpinion(show, carriers, leaf, fault === undefined ? "done" : "old again")
  if (!proven) throw new ToolError("probe-failed", "a port does not serve what the rollout reported")
  return code
}

function befall(show: Show, fleet: DemoFleet, { kind, what, role, befall: strike }: DemoFault): void {
  const victim = fleet.hosts.findLast(({ entry }) => entry.roles.includes(role as never))
  if (victim === undefined)
    throw new ToolError("usage", `--fail ${kind} wants a larger fleet`, { hint: "leave --hosts out" })
  strike(victim)
  show.say(`From here on, on ${victim.entry.host}: ${what}.`)
}

/** A look at every port by code that has nothing to do with the probe. */
async function secondOpinion(
  show: Show,
  hosts: DemoFleet["hosts"],
  wanted: string,
  word: string,
): Promise<boolean> {
  const seen = await lookIndependently(hosts)
  const rows = [...seen].map(([host, prints]) => {
    const good = prints.filter((print) => print === wanted).length
    return [host, good === prints.length ? word : `NOT ${word}`, `${good} of ${prints.length}`]
  })
  const done = rows.filter(([, verdict]) => verdict === word).length
  show.heading(
    `Second opinion, by handshakes that share no code with certfleet (certificate ${wanted.slice(0, 16)}…):`,
  )
  show.raw(tableText([{ title: "server" }, { title: "verdict" }, { title: "ports with it" }], rows))
  show.raw(`\n${done} of ${rows.length} certificate-bearing servers ${word}.\n`)
  return done === rows.length
}

/** Says what happens and runs the real commands, each as a process of its own. */
class Show {
  readonly #io: Io
  readonly #folder: string
  readonly #started: number

  constructor(io: Io, folder: string) {
    this.#io = io
    this.#folder = folder
    this.#started = io.clock.now()
  }

  say(text: string): void {
    this.raw(`\n# ${text}\n`)
  }

  heading(text: string): void {
    this.raw(`\n# ${text}\n\n`)
  }

  raw(text: string): void {
    this.#io.stdout.write(text)
  }

  write(name: string, content: string, mode = 0o644): Promise<void> {
    return this.#io.files.create(join(this.#folder, name), content, { mode })
  }

  async read(name: string): Promise<string> {
    return new TextDecoder().decode(await this.#io.files.read(join(this.#folder, name)))
  }

  /** Runs a command line of certfleet; an exit code that was not expected ends the demo. */
  async run(why: string, argv: readonly string[], expected: readonly number[] = [0]): Promise<ExitCode> {
    this.say(why)
    this.raw(`$ certfleet ${argv.join(" ")}\n\n`)
    const code = await spawned(argv, this.#folder)
    if (this.#io.interrupt.aborted) throw new ToolError("cancelled", "interrupted")
    if (!expected.includes(code))
      throw new ToolError("internal", `certfleet ${argv[0]} ended with exit code ${code}`, {
        hint: "see what it said above",
      })
    return code as ExitCode
  }

  get seconds(): number {
    return (this.#io.clock.now() - this.#started) / 1000
  }
}

function spawned(argv: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const program = process.argv[1] ?? ""
    const child = spawn(process.execPath, [program, ...argv], { cwd, stdio: "inherit" })
    child.once("error", reject)
    child.once("close", (code) => resolve(code ?? exitCodes.interrupted))
  })
}

async function keepRunning(io: Io, folder: string): Promise<void> {
  io.stdout.write(
    `\n# The fleet goes on running until Ctrl-C. Try it:\n\n  cd ${folder}\n  certfleet probe\n  certfleet rollout bundle --dry-run\n`,
  )
  await new Promise<void>((resolve) => {
    if (io.interrupt.aborted) return resolve()
    io.interrupt.addEventListener("abort", () => resolve(), { once: true })
  })
}

function fingerprintOf(pem: string): string {
  const der = readPem(Buffer.from(pem)).blocks[0]?.der
  const parsed = der === undefined ? undefined : parseCertificate(der)
  if (parsed?.ok !== true) throw new ToolError("internal", "the demo's own certificate cannot be read")
  return parsed.value.fingerprint
}

function faultNamed(kind: string | undefined): DemoFault | undefined {
  if (kind === undefined) return undefined
  const fault = demoFaults.find((one) => one.kind === kind)
  if (fault !== undefined) return fault
  throw new ToolError("usage", `--fail ${kind} is not known`, {
    hint: `write ${demoFaults.map((one) => one.kind).join(", ")}`,
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

function hostCount(text = "12"): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 2 && count <= 500) return count
  throw new ToolError("usage", `--hosts ${text} is not a whole number from 2 to 500`)
}
