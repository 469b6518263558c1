import { createServer, type IncomingMessage } from "node:http"
import { type AddressInfo, connect, type Socket } from "node:net"

/** An HTTP proxy that opens ways by CONNECT (RFC 9110 section 9.3.6), as the world has them. */
export interface ConnectProxy {
  readonly port: number
  /** Targets of every CONNECT, refused ones too, with the authorization that came. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[]
  /** What it answers in the place of opening a way. */
  status: number | undefined
  stop(): Promise<void>
}

export interface ConnectProxyOptions {
  /** `user:password` that it wants by Basic (RFC 7617). */
  readonly credentials?: string
  /** Where a name leads that only the proxy knows; loopback for all. */
  readonly names?: readonly string[]
}

export async function startConnectProxy({
  credentials,
  names = [],
}: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const open = new Set<Socket>()
  const server = createServer((_, answer) => void answer.writeHead(405).end())
  const own: ConnectProxy = {
    ...{ port: 0, asked: [], status: undefined },
    stop: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy()
        server.close(() => done())
      }),
  }
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`
  server.on("connection", (socket) => {
    open.add(socket)
    socket.on("error", () => undefined).on("close", () => open.delete(socket))
  })
  server.on("connect", ({ headers, url = "" }: IncomingMessage, client: Socket) => {
    const authorization = headers["proxy-authorization"]
    own.asked.push({ target: url, authorization })
    const status = own.status ?? (wanted === undefined || authorization === wanted ? 200 : 407)
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`)
    const { hostname, port } = new URL(`http://${url}`)
    const host = names.includes(hostname) ? "127.0.0.1" : hostname.replace(/^\[|\]$/g, "")
    const far = connect({ host, port: Number(port || 80) }, () => {
      // A client has to pass over the length: there is no body.
      client.write("HTTP/1.1 200 Connection established\r\nContent-Length: 2\r\n\r\n")
      far.pipe(client).pipe(far)
    })
    far.on("error", () => void client.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"))
    client.on("close", () => far.destroy())
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return Object.assign(own, { port: (server.address() as AddressInfo).port })
}
