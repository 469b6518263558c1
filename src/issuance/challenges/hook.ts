import { resolve } from "node:path"
import { cancelledBy } from "../../cancelled.js"
import { ToolError } from "../../errors.js"
import { endText, type Processes } from "../../ports.js"

/** A program of the user's that publishes and takes back. */
export interface Hook {
  /** Program and first words; a path that begins with a dot goes by the folder of fleet.yaml. */
  readonly argv: readonly string[]
  readonly timeoutMs: number
  readonly folder: string
  /** Its environment is the caller's choice: with no secret in it. */
  readonly processes: Pick<Processes, "find" | "run">
}

/** What is started: a path that begins with a dot goes by the folder of fleet.yaml. */
export function hookProgram(program: string, folder: string): string {
  return /^\.{1,2}\//.test(program) ? resolve(folder, program) : program
}

/**
 * Runs a hook with some words more.
 *
 * @throws ToolError `config` where there is nothing to start, `hook-failed` unless it exits with 0 within its time;
 *   `cancelled`, which ends one that runs
 */
export async function callHook(
  { argv: [program = "", ...args], timeoutMs, folder, processes }: Hook,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  goOn(program, signal)
  const place = hookProgram(program, folder)
  const what = `the hook ${program} ${words.slice(0, 2).join(" ")}`
  const found = await processes.find(place)
  // On a leash: one that outlived us could publish what the next run has taken back.
  const options = { timeoutMs, leash: true, ...(signal && { signal }) } as const
  const ended = found === "there" ? await processes.run([place, ...args, ...words], options) : undefined
  if (ended?.status === 0) return
  goOn(program, signal)
  if (ended === undefined) {
    const isThere = found !== "missing"
    throw new ToolError("config", `${what}: ${isThere ? "it is not executable" : "no such program"}`, {
      hint: isThere ? "make it executable (chmod +x)" : "give its whole path",
    })
  }
  const said = ended.stderr.trim().split(/\r?\n/).at(-1)?.slice(0, 200) ?? ""
  const how = endText(ended, timeoutMs)
  throw new ToolError("hook-failed", `${what} ${how}${said === "" ? "" : `: ${said}`}`, {
    hint: "run it by hand with the same words to see why",
  })
}

function goOn(program: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledBy(signal, program)
}
