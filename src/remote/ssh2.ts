import type { Duplex } from "node:stream"
import type { Client, ConnectConfig } from "ssh2"
import ssh2 from "ssh2"
import { ToolError } from "../errors.js"
import { authHandlerFor } from "./authentication.js"
import type { Credentials } from "./credentials.js"
import { type HostKeyPolicy, hostKeyPolicy } from "./hostKey.js"
import type { KnownHosts } from "./knownHosts.js"
import type { Connector, Target } from "./session.js"
import { openSocket } from "./socket.js"
import { Connection } from "./ssh2Connection.js"
import { Ssh2Transport } from "./ssh2Transport.js"
import { type SudoPassword, sessionOver } from "./sudo.js"

export interface Ssh2Settings {
  readonly knownHosts: (target: Target) => KnownHosts
  readonly credentials: (target: Target) => Credentials
  readonly sudoPassword?: SudoPassword
}

/** Seconds of silence after which the connection is asked for a sign of life; three unanswered end it. */
const keepaliveMs = 10_000

/**
 * Opens sessions over SSH. Host keys are always verified: there is no setting that turns it off.
 * Rejects with ToolError ssh-resolve, ssh-refused, ssh-timeout, ssh-host-key-unknown,
 * ssh-host-key-changed, ssh-auth or ssh-lost.
 */
export function ssh2Connector(settings: Ssh2Settings): Connector {
  return {
    async connect(target, { timeoutMs, signal }) {
      const deadline = Date.now() + timeoutMs
      const jumps: Connection[] = []
      try {
        const connection = await openConnection(target, settings, { deadline, signal, jumps })
        return sessionOver(new Ssh2Transport(target, connection, jumps), settings.sudoPassword)
      } catch (error) {
        for (const jump of jumps) void jump.end()
        throw error
      }
    },
  }
}

interface Opening {
  /** Milliseconds since the epoch. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
  /** To the hosts on the way, to be ended with the session. */
  readonly jumps: Connection[]
}

async function openConnection(target: Target, settings: Ssh2Settings, opening: Opening): Promise<Connection> {
  const { deadline, signal } = opening
  const way = await wayTo(target, settings, opening)
  const tryOnce = async (policy: HostKeyPolicy): Promise<Connection> => {
    const sock = await way()
    return handshake(target, settings, { policy, sock, timeoutMs: timeLeft(deadline), signal })
  }
  const policy = hostKeyPolicy(target, settings.knownHosts(target))
  return tryOnce(policy).catch((refusal: unknown) => {
    const stricter = policy.stricter()
    if (stricter === undefined) throw refusal
    return tryOnce(stricter).catch((error: unknown) => {
      // A server that has no key of the kinds listed shows none now: then the key it showed before is the news.
      throw stricter.judged() ? error : refusal
    })
  })
}

/** Opens connections to the target: at once, or through the hosts on the way, which are logged in to now. */
async function wayTo(
  target: Target,
  settings: Ssh2Settings,
  opening: Opening,
): Promise<() => Promise<Duplex>> {
  const { deadline, signal, jumps } = opening
  if (target.via === undefined) return () => openSocket(target, timeLeft(deadline), signal)
  const jump = await openConnection(target.via, settings, opening)
  jumps.push(jump)
  return () => forward(jump.client, target, opening)
}

function timeLeft(deadline: number): number {
  return Math.max(1, deadline - Date.now())
}

/** A TCP connection from the jump host to the target, as a stream. */
function forward(jump: Client, target: Target, { deadline, signal }: Opening): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", onAbort)
      finish()
    }
    const onAbort = (): void => settle(() => reject(cancelled(target)))
    // The jump host itself may try for minutes to reach a host that is down.
    const timer = setTimeout(() => settle(() => reject(timedOut(target))), timeLeft(deadline))
    if (signal?.aborted === true) return onAbort()
    signal?.addEventListener("abort", onAbort, { once: true })
    const answered = (error: Error | undefined, channel?: Duplex): void => {
      // Without effect after a rejection; the channel ends with the jump host's connection then.
      if (channel === undefined) settle(() => reject(unreachable(target, error)))
      else settle(() => resolve(channel))
    }
    try {
      jump.forwardOut("127.0.0.1", 0, target.address, target.port, answered)
    } catch (error) {
      // So it is between the end of the jump host's connection and the news of it.
      answered(error instanceof Error ? error : undefined)
    }
  })
}

function unreachable(target: Target, cause = new Error("no answer")): ToolError {
  const via = target.via?.host ?? ""
  return new ToolError(
    "ssh-refused",
    `${target.host}: ${via} cannot reach ${target.address} port ${target.port} (${cause.message})`,
    {
      hint: `try it by hand: ssh -J ${via} ${target.host}`,
      cause,
    },
  )
}

interface Handshake {
  readonly policy: HostKeyPolicy
  readonly sock: Duplex
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

function handshake(target: Target, settings: Ssh2Settings, link: Handshake): Promise<Connection> {
  const client = new ssh2.Client()
  return new Promise((resolve, reject) => {
    let refusal: ToolError | undefined
    let agentFailure: Error | undefined
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      link.signal?.removeEventListener("abort", onAbort)
      client.removeAllListeners("error").removeAllListeners("close").removeAllListeners("ready")
      finish()
    }
    const fail = (error: ToolError): void =>
      settle(() => {
        client.on("error", () => undefined)
        // Not client.destroy(): it leaves a socket alone whose other end has yet to close.
        link.sock.destroy()
        reject(error)
      })
    const onAbort = (): void => fail(cancelled(target))
    const timer = setTimeout(() => fail(timedOut(target)), link.timeoutMs)
    link.signal?.addEventListener("abort", onAbort, { once: true })
    client.once("ready", () => settle(() => resolve(new Connection(client, link.sock))))
    client.on("error", (error: Error & { level?: string }) => {
      // ssh2 then goes on to the next key itself.
      if (error.level === "agent") agentFailure = error
      else fail(refusal ?? handshakeError(target, settings, error, agentFailure))
    })
    client.once("close", () => fail(refusal ?? lost(target)))
    const config = configFor(target, settings, link.policy, (error) => {
      refusal = error
    })
    // The package's types ask for a Readable; it writes to it as well.
    client.connect({ ...config, sock: link.sock })
  })
}

function configFor(
  target: Target,
  { credentials }: Ssh2Settings,
  policy: HostKeyPolicy,
  refused: (error: ToolError) => void,
): ConnectConfig {
  return {
    username: target.user,
    readyTimeout: 0,
    keepaliveInterval: keepaliveMs,
    // Typed as a fixed list of names by the package; the values are those it documents.
    algorithms: { serverHostKey: [...policy.algorithms] } as NonNullable<ConnectConfig["algorithms"]>,
    hostVerifier: (key: Buffer) => {
      const refusal = policy.refuse(key)
      if (refusal !== undefined) refused(refusal)
      return refusal === undefined
    },
    authHandler: authHandlerFor(target, credentials(target)),
  }
}

function handshakeError(
  target: Target,
  settings: Ssh2Settings,
  error: Error & { level?: string },
  agentFailure: Error | undefined,
): ToolError {
  if (error.level === "client-authentication") return notLetIn(target, settings, error, agentFailure)
  return new ToolError("ssh-lost", `${target.host}: the SSH handshake failed (${error.message})`, {
    hint: "check that the port is an SSH server's",
    cause: error,
  })
}

function notLetIn(
  target: Target,
  { credentials }: Ssh2Settings,
  refusal: Error,
  agentFailure: Error | undefined,
): ToolError {
  const [who, check] =
    credentials(target).password === undefined
      ? ["no key of ours", "is the agent running, is ssh.identityFile right?"]
      : [
          "neither the password nor a key of ours",
          "is it this user's password, does sshd there take passwords?",
        ]
  const message = `${target.host}: ${who} may log in as ${target.user}`
  const byHand = `try it by hand: ssh -p ${target.port} ${target.user}@${target.host} true`
  if (agentFailure === undefined)
    return new ToolError("ssh-auth", message, { hint: `${byHand} (${check})`, cause: refusal })
  return new ToolError("ssh-auth", `${message}, and the SSH agent failed (${agentFailure.message})`, {
    hint: `check SSH_AUTH_SOCK, or name a key file under ssh.identityFile; ${byHand}`,
    cause: agentFailure,
  })
}

function timedOut(target: Target): ToolError {
  return new ToolError("ssh-timeout", `${target.host}: no SSH log-in within the time limit`, {
    hint: "is the host up? ssh.connectTimeout in fleet.yaml sets the limit",
  })
}

function lost(target: Target): ToolError {
  return new ToolError(
    "ssh-lost",
    `${target.host}: the host closed the connection during the SSH handshake`,
    {
      hint: "check sshd's log on that host",
    },
  )
}

function cancelled(target: Target): ToolError {
  return new ToolError("cancelled", `${target.host}: interrupted while connecting`)
}
