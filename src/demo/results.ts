import type { ExecResult } from "../remote/session.js"

/** A line that a script reports. */
export type Line = readonly [key: string, value: string]

/** What one of certfleet's scripts says at the end of its work: lines `@key value`. */
export function say(...lines: readonly Line[]): ExecResult {
  const stdout = lines.map(([key, value]) => `@${key} ${value}\n`).join("")
  return { status: 0, signal: undefined, stdout, stderr: "" }
}

export function failure(message: string): ExecResult {
  return { status: 1, signal: undefined, stdout: "", stderr: `${message}\n` }
}

/** How one of Zimbra's tools ends. */
export function ended(status: number, output: string): ExecResult {
  return { status, signal: undefined, stdout: output === "" ? "" : `${output}\n`, stderr: "" }
}
