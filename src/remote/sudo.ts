import type { Duplex } from "node:stream"
import { ToolError } from "../errors.js"
import { Secret } from "../secret.js"
import { type BecomeWay, commandLine, wayTo } from "./commandLine.js"
import { frameOf } from "./frame.js"
import type { ExecOptions, ExecResult, Place, RemoteCommand, Session } from "./session.js"
import { noShell, requirePosixShell } from "./shell.js"

/** A connection that runs transport as its log-in user; what a transport has to offer. */
export interface Transport {
  readonly host: string
  readonly loginUser: string
  /** Whether log-in shells of others stand between us and the commands. */
  readonly hasShells?: boolean
  execLine(name: string, line: string, stdin: Uint8Array, options: ExecOptions): Promise<ExecResult>
  forward(place: Place, options: ExecOptions): Promise<Duplex>
  close(): Promise<void>
}

/** Asked when sudo wants a password; undefined when nobody knows one. */
export type SudoPassword = (target: {
  readonly host: string
  readonly user: string
}) => Promise<Secret | undefined>

/**
 * Makes a session of a transport: finds out once which shell reads its lines and how to become each other user, and
 * quotes every command.
 */
export function sessionOver(transport: Transport, sudoPassword?: SudoPassword): Session {
  const ways = new Remembered<SudoWay>()
  const shells = new Remembered<void>()
  const { host, loginUser } = transport
  const lookAtShell = async (user: string | undefined, name: string, options: ExecOptions): Promise<void> => {
    if (transport.hasShells !== true) return
    await shells.get(user ?? "", () => {
      const elevation = user === undefined ? "none" : "su"
      return requirePosixShell({ host, loginUser, ...(user === undefined ? {} : { user }) }, (argv) =>
        runBare(transport, { name, argv, ...(user === undefined ? {} : { user }) }, elevation, {
          ...options,
          timeoutMs: Math.min(options.timeoutMs ?? probeMs, probeMs),
        }),
      )
    })
  }
  return {
    host,
    loginUser,
    async exec(command, options = {}) {
      const elevation = wayTo(loginUser, command.user)
      await lookAtShell(undefined, command.name, options)
      if (elevation === "su") await lookAtShell(command.user, command.name, options)
      if (elevation !== "sudo") return run(transport, command, elevation, options)
      const { user = "" } = command
      const { elevation: way, password } = await ways.get(user, () =>
        findSudoWay(transport, user, sudoPassword),
      )
      return run(transport, command, way, options, password)
    },
    forward: (place, options = {}) => transport.forward(place, options),
    close: () => transport.close(),
  }
}

/** What was found out, for all who ask; a failure is found out anew. */
class Remembered<T> {
  readonly #found = new Map<string, Promise<T>>()

  get(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const finding = find()
    this.#found.set(key, finding)
    finding.catch(() => this.#found.delete(key))
    return finding
  }
}

interface SudoWay {
  readonly elevation: BecomeWay
  readonly password?: Secret
}

/** Time limit for finding out, milliseconds. */
const probeMs = 30_000

/**
 * With NOPASSWD, sudo would hand a password line on to the command, so the two ways must not be mixed up:
 * first without one, then, always asked anew (-k), with one.
 */
async function findSudoWay(
  transport: Transport,
  user: string,
  sudoPassword: SudoPassword | undefined,
): Promise<SudoWay> {
  const nothing = { name: "sudo", argv: ["true"], user }
  const free = await runBare(transport, nothing, "sudo", { timeoutMs: probeMs })
  if (free.status === 0) return { elevation: "sudo" }
  const { host, loginUser } = transport
  const password = await sudoPassword?.({ host, user: loginUser })
  if (password === undefined) throw refused(host, loginUser, user, free.stderr)
  const asked = await runBare(transport, nothing, "sudo-password", { timeoutMs: probeMs }, password)
  if (asked.status !== 0) throw refused(host, loginUser, user, asked.stderr)
  return { elevation: "sudo-password", password }
}

async function run(
  transport: Transport,
  command: RemoteCommand,
  elevation: BecomeWay,
  options: ExecOptions,
  password?: Secret,
): Promise<ExecResult> {
  if (transport.hasShells !== true) return runBare(transport, command, elevation, options, password)
  const frame = frameOf(command.argv)
  const result = await runBare(transport, { ...command, argv: frame.argv }, elevation, options, password)
  const own = frame.own(result)
  if (own !== undefined) return own
  // Without a status the connection or the command was killed, perhaps before it could say anything.
  if (result.status === undefined) return result
  const { host, loginUser } = transport
  const { user = "" } = command
  const other = elevation === "none" ? {} : { user, by: elevation === "su" ? elevation : ("sudo" as const) }
  throw noShell({ host, loginUser, ...other }, result)
}

function runBare(
  transport: Transport,
  command: RemoteCommand,
  elevation: BecomeWay,
  options: ExecOptions,
  password?: Secret,
): Promise<ExecResult> {
  const prefix = password === undefined ? [] : [password.reveal(), new Uint8Array([0x0a])]
  const stdin = prefix.length === 0 ? bytesOf(command) : Buffer.concat([...prefix, bytesOf(command)])
  return transport.execLine(command.name, commandLine(command, elevation), stdin, options)
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
