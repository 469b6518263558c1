import { type AddressInfo, connect, createServer } from "node:net"

/** Ports that are free right now: all taken at once, so that they differ, then given back. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer()
          server.listen(0, "127.0.0.1", () => resolve(server))
        }),
    ),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** True when an SSH server greets there. */
export function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .once("data", () => end(true))
      .once("error", () => end(false))
      .once("end", () => end(false))
  })
}
