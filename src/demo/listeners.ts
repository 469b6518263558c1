import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls"
import type { Secret } from "../secret.js"
import { converse, type ListenerProtocol } from "./dialogues.js"

export interface ListenerService {
  /** The service in the words of fleet.yaml; the key of `ports`. */
  readonly service: string
  readonly protocol: ListenerProtocol
  /** Where to listen; the system chooses when not given. */
  readonly port?: number
}

/** What a daemon reads at its start, in PEM. The chain is appended as it is, in whatever order it comes. */
export interface Material {
  readonly key: Secret | string
  readonly cert: string
  readonly chain: string
}

/** The ports of one host: real sockets on loopback, real handshakes, just enough dialogue for a probe. */
export interface Listeners {
  /** Where each service listens, chosen by the system. */
  readonly ports: Readonly<Record<string, number>>
  /**
   * What a daemon does when it restarts: from now on new connections get this certificate; without `services`, all.
   * Throws, changing nothing, when key and certificate do not fit, as a daemon would refuse to start.
   */
  load(material: Material, services?: readonly string[]): void
  /**
   * From now on whoever asks for one of these names (SNI) gets its certificate. Their keys must be of the kind that `load` got:
   * Node puts a name's certificate beside the other one, and OpenSSL then chooses by the kind of the key.
   */
  loadNames(pairs: ReadonlyMap<string, Material>, services?: readonly string[]): void
  /** Resets every connection, established and new, until `start`; the ports stay taken. */
  stop(services?: readonly string[]): void
  start(services?: readonly string[]): void
  /** A fault: these services ignore every further `load`, like a daemon whose reload says done and does nothing. */
  freeze(services?: readonly string[]): void
  close(): Promise<void>
}

/** One daemon's port. */
interface Listener {
  readonly protocol: ListenerProtocol
  readonly server: Server
  readonly sockets: Set<Socket>
  context: SecureContext | undefined
  named: ReadonlyMap<string, SecureContext>
  stopped: boolean
  frozen: boolean
}

const loopback = "127.0.0.1"

/** Opens one port per service on 127.0.0.1. Until the first `load`, TLS connections are reset. */
export async function openListeners(services: readonly ListenerService[]): Promise<Listeners> {
  const listeners = new Map<string, Listener>()
  const ports: Record<string, number> = {}
  await Promise.all(
    services.map(async ({ service, protocol, port = 0 }) => {
      const listener = newListener(protocol)
      listeners.set(service, listener)
      ports[service] = await listen(listener.server, port)
    }),
  )
  const chosen = (names?: readonly string[]): Listener[] =>
    names === undefined ? [...listeners.values()] : names.flatMap((name) => listeners.get(name) ?? [])
  return {
    ports,
    load(material, names) {
      const context = contextOf(material)
      for (const listener of chosen(names)) if (!listener.frozen) listener.context = context
    },
    loadNames(pairs, names) {
      const named = new Map([...pairs].map(([name, pair]) => [name, contextOf(pair)]))
      for (const listener of chosen(names)) if (!listener.frozen) listener.named = named
    },
    stop(names) {
      for (const listener of chosen(names)) {
        listener.stopped = true
        for (const socket of listener.sockets) socket.resetAndDestroy()
      }
    },
    start(names) {
      for (const listener of chosen(names)) listener.stopped = false
    },
    freeze(names) {
      for (const listener of chosen(names)) listener.frozen = true
    },
    async close() {
      await Promise.all([...listeners.values()].map(closeListener))
    },
  }
}

function contextOf({ key, cert, chain }: Material): SecureContext {
  return createSecureContext({
    key: typeof key === "string" ? key : Buffer.from(key.reveal()),
    cert: `${cert.trimEnd()}\n${chain}`,
  })
}

function newListener(protocol: ListenerProtocol): Listener {
  const server = createServer({ noDelay: true })
  const listener: Listener = {
    protocol,
    server,
    sockets: new Set(),
    context: undefined,
    named: new Map(),
    stopped: false,
    frozen: false,
  }
  server.on("connection", (socket) => accept(listener, socket))
  return listener
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, loopback, () => resolve((server.address() as AddressInfo).port))
  })
}

function closeListener({ server, sockets }: Listener): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}

const implicitTls: ReadonlySet<ListenerProtocol> = new Set(["https", "smtps", "imaps", "pop3s", "ldaps"])

function accept(listener: Listener, socket: Socket): void {
  listener.sockets.add(socket)
  socket.on("close", () => listener.sockets.delete(socket))
  // A client that goes away is no event for a server.
  socket.on("error", () => undefined)
  const { protocol } = listener
  const ready = !listener.stopped && (protocol === "http" || listener.context !== undefined)
  if (!ready) socket.resetAndDestroy()
  else if (implicitTls.has(protocol)) secure(listener, socket, true)
  else
    converse(
      protocol,
      { socket, startTls: (words) => socket.write(words, () => secure(listener, socket, false)) },
      { secured: false, greet: true },
    )
}

/** Begins TLS with the certificate that is loaded at this moment. */
function secure(listener: Listener, plain: Socket, greet: boolean): void {
  if (listener.context === undefined) {
    plain.resetAndDestroy()
    return
  }
  const { context, named } = listener
  const socket = new TLSSocket(plain, {
    isServer: true,
    secureContext: context,
    SNICallback: (name, done) => done(null, named.get(name) ?? context),
  })
  socket.on("error", () => plain.destroy())
  const peer = { socket, startTls: () => socket.destroy() }
  converse(listener.protocol, peer, { secured: true, greet })
}
