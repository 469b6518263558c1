import { connect, createServer, type ListenOptions, type NetConnectOpts, type Server } from "node:net"

/**
 * Takes connections at one end and goes on to the other, both ways, until both sides have ended. Between two networks one of
 * the ends is a socket in the file system, which no network knows of.
 */
export function relay(from: ListenOptions, to: NetConnectOpts): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true, noDelay: true })
    near.on("error", () => far.destroy()).on("close", () => far.destroy())
    far.on("error", () => near.destroy()).on("close", () => near.destroy())
    near.pipe(far).pipe(near)
  })
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(from, () => resolve(server))
  })
}
