import type { Secret } from "../secret.js"
import type { RemoteCommand } from "./session.js"

/** A POSIX shell program with a name of its own; its arguments arrive as $1, $2, …, never spliced into the text. */
export interface Script {
  readonly name: string
  readonly text: string
}

export interface ScriptCall {
  readonly args: readonly string[]
  readonly user?: string
  readonly stdin?: Uint8Array | Secret
}

/** The command that runs a script: `sh -c TEXT NAME ARG…`, so that $0 tells what runs. */
export function scriptCommand(script: Script, call: ScriptCall): RemoteCommand {
  return {
    name: script.name,
    argv: ["/bin/sh", "-c", script.text, script.name, ...call.args],
    ...(call.user === undefined ? {} : { user: call.user }),
    ...(call.stdin === undefined ? {} : { stdin: call.stdin }),
  }
}

/** The script that argv runs, with its arguments; undefined for any other program. */
export function scriptIn(argv: readonly string[]): (Script & Pick<ScriptCall, "args">) | undefined {
  const [shell, flag, text, name, ...args] = argv
  const isScript = shell === "/bin/sh" && flag === "-c" && text !== undefined && name !== undefined
  return isScript ? { text, name, args } : undefined
}

export type Reports = ReadonlyMap<string, readonly string[]>

/**
 * Scripts report in lines `@key value`; everything else (a log-in banner, a tool's chatter) is passed
 * over. A key that came more than once keeps all its values in order.
 */
export function readReports(stdout: string): Reports {
  const reports = new Map<string, string[]>()
  for (const line of stdout.split(/\r?\n/)) {
    const match = /^@([a-z0-9-]+)(?: (.*))?$/.exec(line)
    if (match?.[1] === undefined) continue
    const values = reports.get(match[1]) ?? []
    values.push(match[2] ?? "")
    reports.set(match[1], values)
  }
  return reports
}

/** The last value reported under a key. */
export function reported(reports: Reports, key: string): string | undefined {
  return reports.get(key)?.at(-1)
}
