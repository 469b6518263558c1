import type { Duplex } from "node:stream"
import type { ConnectConfig } from "ssh2"
import ssh2 from "ssh2"
import type { ToolError } from "../errors.js"
import { authHandlerFor } from "./authentication.js"
import { authenticationLog } from "./authenticationLog.js"
import type { Credentials } from "./credentials.js"
import type { HostKeyPolicy } from "./hostKey.js"
import type { Target } from "./session.js"
import { Connection } from "./ssh2Connection.js"
import { cancelled, closedEarly, handshakeError, notSsh, type Ssh2Error, timedOut } from "./ssh2Failures.js"

export interface Handshake {
  readonly policy: HostKeyPolicy
  readonly credentials: Credentials
  readonly sock: Duplex
  /** What a ProxyCommand said of itself. */
  readonly lastWords: () => string
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** Seconds of silence after which the connection is asked for a sign of life; three unanswered end it. */
const keepaliveMs = 10_000

/** Verifies the host key and logs in. Rejects with a ToolError that names the cause. */
export function handshake(target: Target, link: Handshake): Promise<Connection> {
  const client = new ssh2.Client()
  const log = authenticationLog()
  const { policy, credentials, lastWords } = link
  return new Promise((resolve, reject) => {
    let refusal: ToolError | undefined
    const greeting = firstWords(link.sock)
    const state = () => ({
      ...{ target, log, judged: policy.judged(), lastWords: lastWords(), greeting: greeting() },
      takesPassword: credentials.password !== undefined,
    })
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
    const timer = setTimeout(() => fail(notSsh(state()) ?? timedOut(target)), link.timeoutMs)
    link.signal?.addEventListener("abort", onAbort, { once: true })
    client.on("banner", (text: string) => {
      log.banner = text.trimEnd().split(/\r?\n/).at(-1)?.trim() ?? ""
    })
    client.once("ready", () => settle(() => resolve(new Connection(client, link.sock))))
    client.on("error", (error: Ssh2Error) => {
      // ssh2 then goes on to the next key itself.
      if (error.level === "agent") log.agentFailure = error
      else fail(refusal ?? handshakeError(state(), error))
    })
    client.once("close", () => fail(refusal ?? closedEarly(state())))
    const refused = (error: ToolError): void => {
      refusal = error
    }
    // The package's types ask for a Readable; it writes to it as well.
    client.connect({
      ...configFor(target, policy, refused),
      authHandler: authHandlerFor(target, credentials, log),
      sock: link.sock,
    })
  })
}

/** What comes first over a connection; read beside ssh2, once that reads, as whoever reads alone takes it away. */
function firstWords(sock: Duplex): () => string {
  let words = ""
  const note = (chunk: Buffer): void => {
    words = chunk.toString("latin1", 0, 512)
  }
  const onListener = (event: string): void => {
    if (event !== "data") return
    sock.off("newListener", onListener)
    queueMicrotask(() => sock.once("data", note))
  }
  sock.on("newListener", onListener)
  return () => words
}

function configFor(
  target: Target,
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
  }
}
