import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import type { Socket } from "node:net"

/** Why descriptors cannot be counted here; undefined where they can. */
export const whyNotCounted: string | undefined =
  process.platform === "linux" ? undefined : "needs /proc/self/fd of Linux"

/** How many file descriptors this process holds; the one for looking is not counted. */
export function descriptors(): number {
  return readdirSync("/proc/self/fd").length - 1
}

/** Every TCP socket that this process opens or accepts while it watches. */
export class SocketWatch {
  readonly #outgoing = new Set<Socket>()
  readonly #accepted = new Set<Socket>()
  #opened = 0

  readonly #onOutgoing = (message: unknown): void => {
    this.#opened += 1
    keep(this.#outgoing, message)
  }
  readonly #onAccepted = (message: unknown): void => keep(this.#accepted, message)

  constructor() {
    subscribe("net.client.socket", this.#onOutgoing)
    subscribe("net.server.socket", this.#onAccepted)
  }

  /** How many connections this process has opened. */
  get opened(): number {
    return this.#opened
  }

  /** The ports of those of its own that it has not given up: they would stay open for good. */
  kept(): (number | undefined)[] {
    return [...this.#outgoing].filter(({ destroyed }) => !destroyed).map(({ remotePort }) => remotePort)
  }

  /** Waits until all are closed, also those that others opened. */
  async closed(): Promise<void> {
    const open = [...this.#outgoing, ...this.#accepted].filter(({ closed }) => !closed)
    await Promise.all(open.map((socket) => once(socket, "close")))
  }

  stop(): void {
    unsubscribe("net.client.socket", this.#onOutgoing)
    unsubscribe("net.server.socket", this.#onAccepted)
  }
}

function keep(sockets: Set<Socket>, message: unknown): void {
  const { socket } = message as { socket: Socket }
  sockets.add(socket)
  // Not for all: who takes a socket over may remove the listeners that it finds.
  socket.once("close", () => sockets.delete(socket))
}
