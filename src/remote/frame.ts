import { randomBytes } from "node:crypto"
import { scriptCommand } from "./script.js"
import type { ExecResult } from "./session.js"

/**
 * What a log-in shell, its profile or a banner says before a command runs ends at a word that nobody else can know: all
 * output of the command comes after it. Where the word is missing, the command has not run.
 */
const framed = {
  name: "framed",
  text: 'echo "$1"; echo "$1" >&2; shift; exec "$@"',
} as const

export interface Frame {
  readonly argv: readonly string[]
  /** The command's own output and end; undefined where it has not run, whatever the status says. */
  own(result: ExecResult): ExecResult | undefined
}

export function frameOf(argv: readonly string[]): Frame {
  const word = randomBytes(12).toString("hex")
  return {
    argv: scriptCommand(framed, { args: [word, ...argv] }).argv,
    own(result) {
      const stdout = after(result.stdout, word)
      if (stdout === undefined) return undefined
      return { ...result, stdout, stderr: after(result.stderr, word) ?? result.stderr }
    },
  }
}

function after(output: string, word: string): string | undefined {
  const at = output.indexOf(`${word}\n`)
  return at < 0 ? undefined : output.slice(at + word.length + 1)
}

/** The last line of each stream of what came instead, short: one of them says why. */
export function saidInstead({ stdout, stderr }: ExecResult): string {
  const last = [stdout, stderr].map((text) => text.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? "")
  const line = last.filter((one) => one !== "").join(" | ")
  return line.length > 240 ? `${line.slice(0, 240)}…` : line
}
