import type { ExecResult } from "../remote/session.js"

/** What ends every tool's work and stands anywhere in its output. */
const diskTrouble =
  /No space left on device|Disk quota exceeded|Read-only file system|Wrote only \d+ of \d+ bytes/

/** In this order: Java's own words come after a line that only says that keytool failed. */
const telling: readonly RegExp[] = [diskTrouble, /\bkeytool error\b|\bException: /, /\bERROR\b|failed/i]

/** The line of a tool's output that says what is wrong: the disk's trouble, keytool's reason, zmcertmgr's ERROR, else the last that says anything. */
export function tellingLine(output: string): string {
  const lines = output.split(/\r?\n/)
  const line = telling
    .map((pattern) => lines.find((one) => pattern.test(one)))
    .find((one) => one !== undefined)
  return (line ?? lastLine(output)).trim().slice(0, 300)
}

/** The lines that say that something went wrong, also where a tool says so and exits 0. */
export function complaint(output: string): string | undefined {
  return telling.some((pattern) => pattern.test(output)) ? tellingLine(output) : undefined
}

/** Why a command did not do what it should: the line that tells it, from either stream, else how it ended. */
export function causeOf({ status, signal, stdout, stderr }: ExecResult): string {
  const said = stdout.split(/\r?\n/).filter((line) => !line.startsWith("@"))
  return (
    tellingLine(stderr) ||
    tellingLine(said.join("\n")) ||
    (signal === undefined ? `no report, exit ${status ?? "unknown"}` : `no report, ended by ${signal}`)
  )
}

export function lastLine(text: string): string {
  return text.trim().split(/\r?\n/).at(-1) ?? ""
}
