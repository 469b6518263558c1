import { type AddressInfo, createServer, type Socket } from "node:net"

export interface Peer {
  readonly port: number
  /** Connections open at this moment. */
  readonly open: () => number
  readonly close: () => Promise<void>
}

/** A server that does exactly what the test says with each connection, on a port of the system's choice. */
export async function peer(onConnection: (socket: Socket) => void): Promise<Peer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined)
    onConnection(socket)
    socket.resume()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** A port on which nothing listens: taken and given back. */
export async function closedPort(): Promise<number> {
  const taken = await peer(() => undefined)
  await taken.close()
  return taken.port
}

/** Sends the greeting, then answers each line by the script; a missing answer is silence. */
export function scripted(
  greeting: string,
  answers: Readonly<Record<string, string>>,
): (socket: Socket) => void {
  return (socket) => {
    socket.write(greeting)
    let pending = ""
    socket.on("data", (chunk: Buffer) => {
      pending += chunk.toString("latin1")
      for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
        const line = pending.slice(0, end).trim()
        pending = pending.slice(end + 1)
        const verb = Object.keys(answers).find((key) => line.toUpperCase().includes(key))
        if (verb !== undefined) socket.write(answers[verb] ?? "")
      }
    })
  }
}
