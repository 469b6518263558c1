import { type AddressInfo, createServer, Socket } from "node:net"

/** What a network does to everything that passes. */
export interface Weather {
  /** Milliseconds that each octet is under way, in either direction. */
  delayMs: number
  /** Takes connections and never says a word; those that it has fall silent. */
  silent: boolean
}

export interface Wire {
  /** Where it listens on 127.0.0.1. */
  readonly port: number
  /** Ends every connection, also those that the weather has silenced. */
  drop(): void
  close(): Promise<void>
}

/** A TCP connection to a port of this machine that is as slow, or as dead, as the weather is when it is used. */
export async function startWire(target: number, weather: Weather): Promise<Wire> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket))
  }
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    keep(near)
    if (weather.silent) {
      near.resume().on("end", () => near.destroy())
      return
    }
    // Not by net.connect, which tells who watches this process's connections: this one is the network's.
    const far = new Socket({ allowHalfOpen: true }).setNoDelay().connect(target, "127.0.0.1")
    keep(far)
    carry(near, far, weather)
    carry(far, near, weather)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const drop = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    drop,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}

/** Timers of the same length fire in the order in which they were set, so nothing overtakes. */
function carry(from: Socket, to: Socket, weather: Weather): void {
  const { delayMs } = weather
  from
    .on("data", (chunk: Buffer) => {
      if (!weather.silent) setTimeout(() => to.write(chunk), delayMs)
    })
    .on("end", () => {
      if (!weather.silent) setTimeout(() => to.end(), delayMs)
    })
    .on("close", (broken) => {
      if (broken) setTimeout(() => to.destroy(), delayMs)
    })
}
