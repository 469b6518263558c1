/** A way through an HTTP proxy (RFC 9110 section 9.3.6): what goes through it, the proxy does not read. */
import { request as httpRequest } from "node:http"
import { isIP, type Socket } from "node:net"
import { dial } from "../dial.js"
import { ToolError } from "../errors.js"
import { type HttpProxy, proxyName } from "./proxy.js"
import { asError } from "./unanswered.js"
import { userAgent } from "./userAgent.js"

/**
 * A connection through a proxy.
 *
 * @throws ToolError `ca-unreachable` where that may be over later, `ca-not-found` and `proxy-refused` where it stays as it
 *   is: nothing was sent to the CA; the signal's reason
 */
export async function tunnel(
  proxy: HttpProxy,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const { host, port } = proxy
  const raw = await dial({ host, port, signal }).catch((cause: unknown) => {
    throw signal.aborted ? cause : unreached(proxy, cause)
  })
  const target = `${isIP(to.host) === 6 ? `[${to.host}]` : to.host}:${to.port}`
  return new Promise((resolve, reject) => {
    const asked = httpRequest({
      ...{ createConnection: () => raw, method: "CONNECT", path: target, signal },
      headers: { host: target, "user-agent": userAgent, ...authorization(proxy) },
    })
    asked.once("error", (cause) => {
      raw.destroy()
      reject(signal.aborted ? cause : silent(proxy, cause))
    })
    // Whatever the status: only after a 2xx there is a tunnel.
    asked.once("connect", ({ statusCode = 0 }, socket: Socket, first) => {
      if (statusCode >= 200 && statusCode < 300) {
        if (first.length > 0) socket.unshift(first)
        resolve(socket)
      } else {
        socket.destroy()
        reject(refused(proxy, target, statusCode))
      }
    })
    asked.end()
  })
}

/** RFC 7617 section 2. */
function authorization({ password, user }: HttpProxy): { readonly "proxy-authorization"?: string } {
  if (user === undefined) return {}
  const words = Buffer.concat([Buffer.from(`${user}:`), password?.reveal() ?? Buffer.alloc(0)]).toString(
    "base64",
  )
  return { "proxy-authorization": `Basic ${words}` }
}

function unreached(proxy: HttpProxy, cause: unknown): ToolError {
  const isUnknown = (cause as { readonly code?: unknown }).code === "ENOTFOUND"
  return new ToolError(
    isUnknown ? "ca-not-found" : "ca-unreachable",
    `the proxy ${proxyName(proxy)} is not reached: ${asError(cause).message}`,
    { hint: `is its address right in ${proxy.source}?`, cause },
  )
}

function silent(proxy: HttpProxy, cause: Error & { readonly code?: string }): ToolError {
  // Node's HTTP parser: what came is no HTTP.
  const isStrange = cause.code?.startsWith("HPE_") === true
  return new ToolError(
    isStrange ? "proxy-refused" : "ca-unreachable",
    `the proxy ${proxyName(proxy)} opens no way: ${cause.message}`,
    { hint: `does an HTTP proxy listen there, and is its address right in ${proxy.source}?`, cause },
  )
}

function refused(proxy: HttpProxy, target: string, status: number): ToolError {
  const message = `the proxy ${proxyName(proxy)} opens no way to ${target}: ${status}`
  if (status === 407) return new ToolError("proxy-refused", message, { hint: credentialHint(proxy) })
  if (status >= 500 || status === 429)
    return new ToolError("ca-unreachable", message, {
      hint: `can the proxy itself reach ${target}? ask those who run it`,
    })
  return new ToolError("proxy-refused", message, {
    hint: `have those who run it allow CONNECT to ${target}; where it is reached straight: NO_PROXY, or no proxy in fleet.yaml`,
  })
}

function credentialHint({ source, user }: HttpProxy): string {
  return user === undefined
    ? `it wants user and password: name them in ${source}`
    : `it does not take user and password of ${source} by Basic: are they right?`
}
