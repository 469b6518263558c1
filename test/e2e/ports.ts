import { randomInt } from "node:crypto"
import { type AddressInfo, connect, createServer, type Server } from "node:net"

/**
 * Ports that are free right now: all taken at once, so that they differ, then given back. Below those that systems give
 * to outgoing connections, so that none of these takes one before its server does.
 */
export async function freePorts(count: number): Promise<number[]> {
  const taken: Server[] = []
  while (taken.length < count) taken.push(...(await listening(randomInt(10_000, 32_000))))
  const ports = taken.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(taken.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** The server that has this port now; none where it is taken. */
function listening(port: number): Promise<Server[]> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve([])).listen(port, "127.0.0.1", () => resolve([server]))
  })
}

/** True when an SSH server greets there; whatever else has the port may say nothing at all. */
export function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .setTimeout(1_000, () => end(false))
      .once("data", () => end(true))
      .once("error", () => end(false))
      .once("end", () => end(false))
  })
}
