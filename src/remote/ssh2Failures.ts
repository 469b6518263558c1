import { ToolError } from "../errors.js"
import type { AuthenticationLog } from "./authenticationLog.js"
import { byHand } from "./byHand.js"
import type { Target } from "./session.js"

/** How far a handshake got, and what it met. */
export interface HandshakeState {
  readonly target: Target
  readonly takesPassword: boolean
  readonly log: AuthenticationLog
  /** Whether the host has shown its key. */
  readonly judged: boolean
  /** What came first over the connection. */
  readonly greeting: string
  /** What the ProxyCommand said of itself, if there is one. */
  readonly lastWords: string
}

/** ssh2's errors carry where they come from, and the number of an SSH disconnection (RFC 4253 section 11.1). */
export interface Ssh2Error extends Error {
  readonly level?: string
  readonly code?: unknown
}

/** SSH_DISCONNECT_HOST_NOT_ALLOWED_TO_CONNECT and SSH_DISCONNECT_TOO_MANY_CONNECTIONS. */
const turnedAwayCodes: ReadonlySet<unknown> = new Set([1, 12])

/** A server that has too many log-ins at the moment closes connections before it says anything: worth another try. */
export class TurnedAway extends ToolError {}

/** Names the cause of a failed handshake, as far as it can be seen from here. */
export function handshakeError(state: HandshakeState, error: Ssh2Error): ToolError {
  const { target, judged, log } = state
  if (error.level === "client-authentication") return notLetIn(state, error)
  if (/too many authentication failures/i.test(error.message)) return tooManyKeys(target, log, error)
  const algorithm = /no matching (.+)$/.exec(error.message)?.[1]
  if (error.level === "handshake" && algorithm !== undefined) return nothingInCommon(target, algorithm, error)
  if (/identification string|greeting lines|Invalid header|Header line|expected newline/.test(error.message))
    return notSsh(state) ?? noSshServer(target, "", error)
  if (!judged && (error.level === "client-socket" || /before handshake/.test(error.message)))
    return closedEarly(state, error)
  if (turnedAwayCodes.has(error.code)) return new TurnedAway("ssh-lost", ...turnedAway(target, error))
  if (typeof error.code === "number")
    return new ToolError(
      "ssh-lost",
      `${target.host}: the host ended the connection: ${shortened(error.message)}`,
      {
        hint: "those are sshd's own words; its log on that host says more",
        cause: error,
      },
    )
  return new ToolError("ssh-lost", `${target.host}: the SSH handshake failed (${shortened(error.message)})`, {
    hint: `compare with OpenSSH's own client: ${byHand(target)}`,
    cause: error,
  })
}

/** The connection closed, and nothing else was said. */
export function closedEarly(state: HandshakeState, cause?: Error): ToolError {
  const { target, judged, log, lastWords } = state
  const options = cause === undefined ? {} : { cause }
  if (target.proxyCommand !== undefined && !judged)
    return new ToolError(
      "ssh-lost",
      `${target.host}: its ProxyCommand gives no connection (${lastWords || "it ended"})`,
      {
        hint: `run it by hand: ${target.proxyCommand}`,
        ...options,
      },
    )
  const other = notSsh(state)
  if (other !== undefined) return other
  if (!judged) return new TurnedAway("ssh-lost", ...turnedAway(target, cause))
  if (log.keysTried === 0)
    return new ToolError(
      "ssh-lost",
      `${target.host}: the host closed the connection during the SSH handshake`,
      {
        hint: "check sshd's log on that host",
        ...options,
      },
    )
  // So it is while a host boots, too, and then worth another try.
  const said = log.banner === "" ? "" : `; it said: ${shortened(log.banner)}`
  return new ToolError(
    "ssh-lost",
    `${target.host}: the host closed the connection while ${target.user} logged in${said}`,
    {
      hint: "sshd's log there says why: an account that is locked or expired, /run/nologin while it boots, or too many keys (MaxAuthTries)",
      ...options,
    },
  )
}

type Words = readonly [string, { readonly hint: string; readonly cause?: unknown }]

function turnedAway(target: Target, cause: Error | undefined): Words {
  return [
    `${target.host}: the host closed the connection before the SSH handshake`,
    {
      hint: `${target.address} port ${target.port} turns this machine away, or has too many log-ins at once (MaxStartups in sshd_config), or is no SSH server's`,
      ...(cause === undefined ? {} : { cause }),
    },
  ]
}

function tooManyKeys(target: Target, { keysTried }: AuthenticationLog, cause: Error | undefined): ToolError {
  const count = keysTried === 1 ? "1 key was" : `${keysTried} keys were`
  return new ToolError(
    "ssh-auth",
    `${target.host}: the host ended the log-in of ${target.user} after ${count} tried (MaxAuthTries)`,
    {
      hint: "name the right key under ssh.identityFile in fleet.yaml: it is tried first; or leave the agent out: ssh.agent: false",
      ...(cause === undefined ? {} : { cause }),
    },
  )
}

function nothingInCommon(target: Target, algorithm: string, cause: Error): ToolError {
  return new ToolError(
    "ssh-protocol",
    `${target.host}: its SSH server and this tool have no ${algorithm} in common`,
    {
      hint: `its sshd is too old or too strict; what it offers: ssh -vv -p ${target.port} ${target.address} exit (lines "peer server KEXINIT")`,
      cause,
    },
  )
}

/** sshd's own words to a connection that it drops at once (sshd.c, server_accept_loop). */
const droppedBySshd = /^(Exceeded MaxStartups|Not allowed at this time)/

/** For what has said something that no SSH server says; those may have lines of their own before `SSH-` (RFC 4253 section 4.2). */
export function notSsh({ target, judged, greeting }: HandshakeState): ToolError | undefined {
  if (judged || greeting === "" || /^SSH-/m.test(greeting) || droppedBySshd.test(greeting)) return undefined
  return noSshServer(target, `; it says: ${shortened(greeting.split(/\r?\n/, 1)[0] ?? "")}`)
}

function noSshServer(target: Target, said: string, cause?: Error): ToolError {
  return new ToolError(
    "ssh-protocol",
    `${target.host}: what answers at ${target.address} port ${target.port} is no SSH server${said}`,
    { hint: "check sshPort, and address, in fleet.yaml", ...(cause === undefined ? {} : { cause }) },
  )
}

function notLetIn({ target, takesPassword, log }: HandshakeState, refusal: Error): ToolError {
  const { agentFailure, problems, partial, keysTried } = log
  if (partial.length > 0)
    return new ToolError(
      "ssh-auth",
      `${target.host}: the host wants more than one proof of ${target.user}: ${partial.join(", ")}`,
      {
        hint:
          partial.includes("password") || partial.includes("keyboard-interactive")
            ? "give the password with --ask-password"
            : "AuthenticationMethods in its sshd_config says what it wants",
        cause: refusal,
      },
    )
  const who = takesPassword ? "neither the password nor a key of ours" : "no key of ours"
  const local = [
    ...problems,
    ...(agentFailure === undefined ? [] : [`the SSH agent failed (${agentFailure.message})`]),
  ]
  const none = local.length === 0 && keysTried === 0 && !takesPassword ? ["there was none to try"] : []
  const why = [...local, ...none].map((one) => `; ${one}`).join("")
  const check = takesPassword
    ? "is it this user's password, does sshd there take passwords?"
    : "is the agent running, is ssh.identityFile right?"
  return new ToolError("ssh-auth", `${target.host}: ${who} may log in as ${target.user}${why}`, {
    hint:
      agentFailure === undefined
        ? `try it by hand: ${byHand(target)} (${check})`
        : `check SSH_AUTH_SOCK, or name a key file under ssh.identityFile; try it by hand: ${byHand(target)}`,
    cause: agentFailure ?? refusal,
  })
}

export function timedOut(target: Target): ToolError {
  return new ToolError("ssh-timeout", `${target.host}: no SSH log-in within the time limit`, {
    hint: "is the host up? ssh.connectTimeout in fleet.yaml sets the limit",
  })
}

export function cancelled(target: Target): ToolError {
  return new ToolError("cancelled", `${target.host}: interrupted while connecting`)
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, " ")
  return line.length > 160 ? `${line.slice(0, 160)}…` : line
}
