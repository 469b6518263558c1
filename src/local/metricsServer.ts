import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { ToolError } from "../errors.js"
import { endpointName } from "../probe/endpoint.js"

export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Answers GET /metrics in Prometheus's text format and nothing else.
 *
 * @throws ToolError `usage` where the address cannot be listened on
 */
export async function metricsServer(
  { address, port }: { readonly address: string; readonly port: number },
  text: () => string,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain" }).end("see /metrics\n")
      return
    }
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text())
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new ToolError("usage", `cannot listen on ${endpointName({ host: address, port })}: ${cause.code}`, {
          hint: "choose another port or address with --listen",
          cause,
        }),
      ),
    )
    server.listen(port, address, resolve)
  })
  const bound = server.address() as AddressInfo
  return {
    url: `http://${endpointName({ host: bound.address, port: bound.port })}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
