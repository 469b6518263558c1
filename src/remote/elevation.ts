import { ToolError } from "../errors.js"
import { Secret } from "../secret.js"
import { commandLine, type Elevation, elevationFor } from "./become.js"
import type { ExecOptions, ExecResult, RemoteCommand, Session } from "./session.js"

/** A connection that runs lines as its log-in user; what a transport has to offer. */
export interface LineSession {
  readonly host: string
  readonly loginUser: string
  execLine(name: string, line: string, stdin: Uint8Array, options: ExecOptions): Promise<ExecResult>
  close(): Promise<void>
}

/** Asked when sudo wants a password; undefined when nobody knows one. */
export type SudoPassword = (target: {
  readonly host: string
  readonly user: string
}) => Promise<Secret | undefined>

/** Makes sessions of a transport: finds out once how to become each other user, and quotes every command. */
export function elevatingSession(lines: LineSession, sudoPassword?: SudoPassword): Session {
  const ways = new Map<string, Promise<SudoWay>>()
  return {
    host: lines.host,
    loginUser: lines.loginUser,
    async exec(command, options = {}) {
      const elevation = elevationFor(lines.loginUser, command.user)
      if (elevation !== "sudo") return run(lines, command, elevation, options)
      const { user = "" } = command
      const found = ways.get(user) ?? findSudoWay(lines, user, sudoPassword)
      ways.set(user, found)
      const { elevation: way, password } = await found
      return run(lines, command, way, options, password)
    },
    close: () => lines.close(),
  }
}

interface SudoWay {
  readonly elevation: Elevation
  readonly password?: Secret
}

/** Time limit for finding out, milliseconds. */
const probeMs = 30_000

/**
 * With NOPASSWD, sudo would hand a password line on to the command, so the two ways must not be mixed up:
 * first without one, then, always asked anew (-k), with one.
 */
async function findSudoWay(
  lines: LineSession,
  user: string,
  sudoPassword: SudoPassword | undefined,
): Promise<SudoWay> {
  const nothing = { name: "sudo", argv: ["true"], user }
  const free = await run(lines, nothing, "sudo", { timeoutMs: probeMs })
  if (free.status === 0) return { elevation: "sudo" }
  const { host, loginUser } = lines
  const password = await sudoPassword?.({ host, user: loginUser })
  if (password === undefined) throw refused(host, loginUser, user, free.stderr)
  const asked = await run(lines, nothing, "sudo-password", { timeoutMs: probeMs }, password)
  if (asked.status !== 0) throw refused(host, loginUser, user, asked.stderr)
  return { elevation: "sudo-password", password }
}

function run(
  lines: LineSession,
  command: RemoteCommand,
  elevation: Elevation,
  options: ExecOptions,
  password?: Secret,
): Promise<ExecResult> {
  const prefix = password === undefined ? [] : [password.reveal(), new Uint8Array([0x0a])]
  const stdin = prefix.length === 0 ? bytesOf(command) : Buffer.concat([...prefix, bytesOf(command)])
  return lines.execLine(command.name, commandLine(command, elevation), stdin, options)
}

function bytesOf({ stdin }: RemoteCommand): Uint8Array {
  if (stdin === undefined) return new Uint8Array()
  return stdin instanceof Secret ? stdin.reveal() : stdin
}

function refused(host: string, loginUser: string, user: string, stderr: string): ToolError {
  const why = stderr.trim().split(/\r?\n/)[0] ?? ""
  return new ToolError(
    "ssh-auth",
    `${host}: ${loginUser} may not become ${user} by sudo (${why || "no answer"})`,
    {
      hint: `allow it in sudoers (${loginUser} ALL=(${user}) ALL), log in as root or ${user}, or give the password with --ask-sudo-password`,
    },
  )
}
