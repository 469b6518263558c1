import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { quoteArgv, quoteWord } from "../../src/remote/quote.js"
import { program } from "./certfleet.js"
import type { CommandResult } from "./client.js"

const scriptTool = "/usr/bin/script"

/** Why no terminal can be had here; undefined where one can. */
export function whyNoTerminal(): string | undefined {
  return existsSync(scriptTool) ? undefined : `needs ${scriptTool}`
}

/**
 * The real command line on a terminal of its own that echoes what is typed unless told not to: a person who answers a
 * question. Its standard output goes elsewhere; `stderr` is all that the terminal showed.
 */
export async function certfleetOnTerminal(
  args: readonly string[],
  cwd: string,
  { question, answer }: { readonly question: string; readonly answer: string },
): Promise<CommandResult> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-terminal-"))
  const results = join(folder, "stdout")
  const line = `${quoteArgv([process.execPath, program, ...args])} > ${quoteWord(results)}`
  try {
    const { status, shown } = await typing(line, cwd, { question, answer })
    return { status, stdout: await readFile(results, "utf8"), stderr: shown }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function typing(
  line: string,
  cwd: string,
  { question, answer }: { readonly question: string; readonly answer: string },
): Promise<{ status: number | null; shown: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      scriptTool,
      ["--quiet", "--return", "--echo", "always", "--command", line, "/dev/null"],
      {
        cwd,
        env: { PATH: process.env["PATH"], HOME: cwd, SHELL: "/bin/sh" },
      },
    )
    let shown = ""
    let answered = false
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString()
      if (answered || !shown.includes(question)) return
      answered = true
      child.stdin.write(`${answer}\r`)
    })
    child.stdin.on("error", () => undefined)
    child.on("error", reject).on("close", (status) => resolve({ status, shown }))
  })
}
