import { constants } from "node:crypto"
import { isIP, Socket } from "node:net"
import type { Duplex } from "node:stream"
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
  type TLSSocketOptions,
} from "node:tls"
import type { Clock } from "../ports.js"
import { sha256 } from "../x509/fingerprint.js"
import { Conversation } from "./conversation.js"
import { direct } from "./direct.js"
import type { Endpoint, Observation } from "./endpoint.js"
import { classify, ProbeFailure } from "./failure.js"
import type { Protocol } from "./protocols/protocol.js"
import { protocols } from "./protocols/table.js"
import type { Reach, Vantage } from "./vantage.js"

export interface ObserveOptions {
  /** Milliseconds for everything: name lookup, connection, dialogue, handshake. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly clock: Clock
  /**
   * Only the leaf: `chain` then holds nothing else, and no OCSP response is asked for. A rollout looks thousands of
   * times, and Node keeps about 6 KiB for good of every chain that it hands out as it was sent.
   */
  readonly leafOnly?: boolean
  /** How to get there: straight from this machine unless given. */
  readonly reach?: Reach
}

/** A farewell may take this long after the observation is complete, and never makes it fail. */
const farewellMs = 2_000

/** How long to wait for the server to close as well, so that neither side sees a reset. */
const closingMs = 500

/** Why a timer is called off; given, because an abort without a reason makes an error with its stack each time. */
const inTime = "in time"

/** More certificates than any server sends on purpose. */
const chainLimit = 32

/**
 * Connects as a client would, asks for TLS in the port's own protocol and notes what is served. Nothing is trusted
 * or refused here: judging is `judge`'s work, so an expired or foreign certificate is observed like any other.
 * Never rejects.
 */
export async function observe(endpoint: Endpoint, options: ObserveOptions): Promise<Observation> {
  const { clock, signal } = options
  const at = clock.now()
  const since = (): { at: number; ms: number } => ({ at, ms: clock.now() - at })
  const attempt = new Attempt(endpoint, options.reach ?? direct(endpoint), options.leafOnly === true)
  const deadline = new AbortController()
  const cancel = (): void => attempt.abort(new ProbeFailure("cancelled", "interrupted"))
  if (signal?.aborted === true) cancel()
  signal?.addEventListener("abort", cancel, { once: true })
  clock.sleep(options.timeoutMs, deadline.signal).then(
    () => attempt.abort(),
    () => undefined,
  )
  try {
    const socket = await attempt.handshake(options.timeoutMs)
    const stapled = attempt.stapled === undefined ? {} : { stapled: attempt.stapled }
    const facts = handshakeFacts(socket, options.leafOnly === true)
    const served = { ok: true, endpoint, from: attempt.from, ...facts, ...stapled, ...since() } as const
    await attempt.leave(socket, clock)
    return served
  } catch (error) {
    const { kind, message } = attempt.failureFrom(error)
    const { from, connected } = attempt
    return { ok: false, endpoint, from, connected, kind, detail: message, ...since() }
  } finally {
    deadline.abort(inTime)
    signal?.removeEventListener("abort", cancel)
    await attempt.close(clock)
  }
}

let shared: SecureContext | undefined

/** One for all connections, without any roots: those of Node would be copied for each of a thousand ports. */
function sharedContext(): SecureContext {
  shared ??= createSecureContext({
    ...{ ca: [], minVersion: "TLSv1", ciphers: "DEFAULT:@SECLEVEL=0" },
    // What it serves can be seen from a server without RFC 5746, too.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
  })
  return shared
}

/** One connection and what it is waiting for, so that a time limit can say what took so long. */
class Attempt {
  readonly #endpoint: Endpoint
  readonly #protocol: Protocol
  readonly #requestOCSP: boolean
  readonly #sockets: Duplex[] = []
  readonly #reach: Reach
  readonly #over = new AbortController()
  #step = "while connecting"
  #timeoutMs = 0
  #ended: ProbeFailure | undefined
  /** The OCSP response that came with the handshake. */
  stapled: Uint8Array | undefined
  /** From where, and to which address as soon as that is known. */
  from: Vantage
  /** Whether something accepted the connection, whatever it said then. */
  connected = false

  constructor(endpoint: Endpoint, reach: Reach, leafOnly: boolean) {
    this.#endpoint = endpoint
    this.#reach = reach
    this.from = reach.from
    this.#requestOCSP = !leafOnly
    this.#protocol = protocols[endpoint.protocol]
  }

  /** Rejects with the end of the attempt at once, whatever the connection does. */
  handshake(timeoutMs: number): Promise<TLSSocket> {
    this.#timeoutMs = timeoutMs
    const { signal } = this.#over
    const over = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(this.#ended)
      signal.addEventListener("abort", () => reject(this.#ended), { once: true })
    })
    return Promise.race([over, this.#handshake()])
  }

  async #handshake(): Promise<TLSSocket> {
    if (this.#ended !== undefined) throw this.#ended
    const socket = await this.#connect()
    if (this.#protocol.start !== undefined) {
      this.#step = `while waiting for ${this.#endpoint.protocol.toUpperCase()} to start TLS`
      const talk = new Conversation(socket)
      await this.#protocol.start(
        talk,
        (socket instanceof Socket ? socket.localAddress : undefined) ?? "127.0.0.1",
      )
      talk.release()
    }
    this.#step = "during the TLS handshake"
    return this.#secure(socket)
  }

  async leave(socket: TLSSocket, clock: Clock): Promise<void> {
    const talk = new Conversation(socket)
    if (this.#protocol.leave !== undefined)
      await atMost(
        farewellMs,
        clock,
        this.#protocol.leave(talk).catch(() => undefined),
      )
  }

  /** Ends everything at once; without a reason of its own it was the time limit. */
  abort(reason?: ProbeFailure): void {
    this.#ended ??=
      reason ?? new ProbeFailure("timeout", `no answer within ${this.#timeoutMs / 1000} s ${this.#step}`)
    this.#over.abort(this.#ended)
    for (const socket of this.#sockets) socket.destroy(this.#ended)
  }

  /** Closes and waits a moment for the server to do so too, so that it never sees the next connection before. */
  async close(clock: Clock): Promise<void> {
    const last = this.#sockets.at(-1)
    if (last !== undefined && !last.destroyed) {
      const closed = new Promise<void>((resolve) => {
        last.once("close", () => resolve())
      })
      last.end().resume()
      await atMost(closingMs, clock, closed)
    }
    for (const socket of this.#sockets.reverse()) socket.destroy()
  }

  failureFrom(error: unknown): ProbeFailure {
    return this.#ended ?? classify(error, this.#step)
  }

  async #connect(): Promise<Duplex> {
    const socket = await this.#reach.open(this.#over.signal)
    // An error after the result is known must not end the process.
    socket.on("error", () => undefined)
    this.#sockets.push(socket)
    if (this.#ended !== undefined) {
      socket.destroy()
      throw this.#ended
    }
    this.connected = true
    const isOurs = this.from.way === "direct" && socket instanceof Socket
    const address = isOurs ? socket.remoteAddress : undefined
    if (address !== undefined) this.from = { ...this.from, address }
    return socket
  }

  #secure(plain: Duplex): Promise<TLSSocket> {
    const name = this.#endpoint.sni ?? this.#endpoint.host
    const options: ConnectionOptions & Pick<TLSSocketOptions, "requestOCSP"> = {
      socket: plain,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      // Observing must succeed exactly where the certificate is bad: judged afterwards, and nothing secret is sent.
      rejectUnauthorized: false,
      requestOCSP: this.#requestOCSP,
      secureContext: sharedContext(),
    }
    const socket = connectTls(options)
    socket.once("OCSPResponse", (response: Buffer | null) => {
      if (response !== null && response.length > 0) this.stapled = new Uint8Array(response)
    })
    this.#sockets.push(socket)
    return new Promise((resolve, reject) => {
      // Stays for the socket's whole life: an error after the result is known must not end the process.
      socket.on("error", reject)
      socket.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })))
      socket.once("secureConnect", () => resolve(socket))
    })
  }
}

/**
 * `getPeerX509Certificate` keeps the list as it came: each `issuerCertificate` is the next one sent, whether it is the
 * issuer or not. (`getPeerCertificate(true)` re-sorts it by issuer and drops what does not fit.)
 */
function wireChain(socket: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = []
  let next = socket.getPeerX509Certificate()
  while (next !== undefined && chain.length < chainLimit) {
    chain.push(new Uint8Array(next.raw))
    next = next.issuerCertificate
  }
  return chain
}

function leafOf(socket: TLSSocket): Uint8Array[] {
  // Whatever its type says, null once the socket is destroyed.
  const raw: Buffer | undefined = socket.getPeerCertificate()?.raw
  return raw === undefined ? [] : [new Uint8Array(raw)]
}

function handshakeFacts(
  socket: TLSSocket,
  leafOnly: boolean,
): {
  fingerprint: string
  chain: Uint8Array[]
  version: string
  cipher: string
} {
  const chain = leafOnly ? leafOf(socket) : wireChain(socket)
  const [leaf] = chain
  if (leaf === undefined) throw new ProbeFailure("protocol", "the server sent no certificate")
  return {
    fingerprint: sha256(leaf),
    chain,
    version: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().standardName,
  }
}

async function atMost(ms: number, clock: Clock, work: Promise<void>): Promise<void> {
  const limit = new AbortController()
  await Promise.race([work, clock.sleep(ms, limit.signal).catch(() => undefined)])
  limit.abort(inTime)
}
