import type { AnyAuthMethod, ConnectConfig, NextAuthHandler } from "ssh2"
import ssh2 from "ssh2"
import { ToolError } from "../errors.js"
import type { Credentials } from "./credentials.js"
import { type HostKeyPolicy, hostKeyPolicy, refuseHostKey } from "./hostKey.js"
import type { KnownHosts } from "./knownHosts.js"
import type { Connector, Session, Target } from "./session.js"
import { openSocket } from "./socket.js"
import { Ssh2Session } from "./ssh2Session.js"

export interface Ssh2Settings {
  readonly knownHosts: KnownHosts
  readonly credentials: Credentials
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
      const started = Date.now()
      const socket = await openSocket(target, timeoutMs, signal)
      const left = Math.max(1, timeoutMs - (Date.now() - started))
      return handshake(target, settings, {
        sock: socket,
        timeoutMs: left,
        ...(signal === undefined ? {} : { signal }),
      })
    },
  }
}

interface Handshake {
  readonly sock: NonNullable<ConnectConfig["sock"]>
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

function handshake(target: Target, settings: Ssh2Settings, link: Handshake): Promise<Session> {
  const client = new ssh2.Client()
  const policy = hostKeyPolicy(target, settings.knownHosts)
  return new Promise<Session>((resolve, reject) => {
    let refusal: ToolError | undefined
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      link.signal?.removeEventListener("abort", onAbort)
      client.removeAllListeners("error").removeAllListeners("close").removeAllListeners("ready")
      finish()
    }
    const fail = (error: ToolError): void =>
      settle(() => {
        client.on("error", () => undefined)
        client.destroy()
        reject(error)
      })
    const onAbort = (): void => fail(cancelled(target))
    const timer = setTimeout(() => fail(timedOut(target)), link.timeoutMs)
    link.signal?.addEventListener("abort", onAbort, { once: true })
    client.once("ready", () => settle(() => resolve(new Ssh2Session(target, client))))
    client.once("error", (error) => fail(refusal ?? handshakeError(target, error)))
    client.once("close", () => fail(refusal ?? lost(target)))
    const config = configFor(target, settings, policy, (error) => {
      refusal = error
    })
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
      const refusal = refuseHostKey(target, policy, key)
      if (refusal !== undefined) refused(refusal)
      return refusal === undefined
    },
    authHandler: authHandlerFor(target, credentials),
  }
}

// ssh2 documents false as "nothing left to try"; its types leave that out.
const nothingLeft = false as unknown as AnyAuthMethod

function authHandlerFor(target: Target, credentials: Credentials): NonNullable<ConnectConfig["authHandler"]> {
  const attempts: (() => Promise<AnyAuthMethod | undefined>)[] = []
  const username = target.user
  const { agent, password } = credentials
  if (agent !== undefined) attempts.push(async () => ({ type: "agent", username, agent }))
  for (const { content, passphrase } of credentials.keys) {
    attempts.push(async () => ({
      type: "publickey",
      username,
      key: Buffer.from(content.reveal()),
      ...(passphrase === undefined ? {} : { passphrase: passphrase.revealText() }),
    }))
  }
  if (password !== undefined)
    attempts.push(async () => {
      const secret = await password(target)
      return secret === undefined ? undefined : { type: "password", username, password: secret.revealText() }
    })
  const next = async (callback: NextAuthHandler): Promise<void> => {
    const attempt = attempts.shift()
    if (attempt === undefined) return callback(nothingLeft)
    const result = await attempt()
    return result === undefined ? next(callback) : callback(result)
  }
  return (_left, _partial, callback) => void next(callback)
}

function handshakeError(target: Target, error: Error & { level?: string }): ToolError {
  if (error.level === "client-authentication")
    return new ToolError("ssh-auth", `${target.host}: no key of ours may log in as ${target.user}`, {
      hint: `try it by hand: ssh -p ${target.port} ${target.user}@${target.host} true (is the agent running, is ssh.identityFile right?)`,
      cause: error,
    })
  if (error.level === "agent")
    return new ToolError("ssh-auth", `${target.host}: the SSH agent does not answer`, {
      hint: "check SSH_AUTH_SOCK, or name a key file under ssh.identityFile",
      cause: error,
    })
  return new ToolError("ssh-lost", `${target.host}: the SSH handshake failed (${error.message})`, {
    hint: "check that the port is an SSH server's",
    cause: error,
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
