/** HTTPS to a CA. A connection a request: a kept one that its server closes at that instant leaves a request of which nobody knows whether it arrived. */
import { request as httpRequest, type IncomingMessage } from "node:http"
import { isIP } from "node:net"
import { connect, createSecureContext, rootCertificates, type SecureContext, type TLSSocket } from "node:tls"
import { cancelledBy } from "../cancelled.js"
import { dial } from "../dial.js"
import { ToolError } from "../errors.js"
import type { HttpProxy, ProxyChoice } from "./proxy.js"
import { tunnel } from "./tunnel.js"
import { asError, unanswered } from "./unanswered.js"
import { userAgent } from "./userAgent.js"

export interface AcmeRequest {
  readonly method: "GET" | "HEAD" | "POST"
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface AcmeAnswer {
  /** Where it came from, for relative links. */
  readonly url: string
  readonly status: number
  /** By lower-case name; those that came several times are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/**
 * Asks a CA; any status is an answer.
 *
 * @throws ToolError `ca-unreachable`, `ca-untrusted`, `ca-not-found` where nothing was sent, `ca-lost` where that is not
 *   known, `cancelled`
 */
export type AcmeTransport = (request: AcmeRequest) => Promise<AcmeAnswer>

export interface HttpsOptions {
  /** Certificates in PEM of one's own CA, believed beside the public ones that Node brings. */
  readonly caCertificates?: readonly string[]
  /** Milliseconds for one request with its answer; 30,000 unless given. */
  readonly timeoutMs?: number
  /** By which HTTP proxy a CA is asked; straight unless given. TLS goes through it from end to end. */
  readonly proxy?: ProxyChoice | undefined
}

/** Directories, orders and chains have a few kilobytes. */
const maxAnswerBytes = 1024 * 1024

/** The transport of a process: the server's certificate is always verified, whatever the environment says. */
export function httpsTransport(options: HttpsOptions = {}): AcmeTransport {
  const { caCertificates = [], timeoutMs = 30_000, proxy: proxyFor } = options
  let context: SecureContext | undefined
  return async (request) => {
    const url = httpsUrl(request.url)
    const proxy = proxyFor?.(url)
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
    const signal = request.signal === undefined ? late.signal : AbortSignal.any([late.signal, request.signal])
    let sent = false
    try {
      // To read some 150 roots takes longer than the request.
      context ??= createSecureContext({ ca: [...rootCertificates, ...caCertificates] })
      const socket = await secured(url, { proxy, context }, signal)
      sent = true
      return await exchange(socket, url, request, signal)
    } catch (cause) {
      if (request.signal?.aborted === true) throw cancelledBy(request.signal, url.host)
      throw cause instanceof ToolError ? cause : unanswered(url, cause, { sent, proxy })
    } finally {
      clearTimeout(timer)
    }
  }
}

function httpsUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === "https:") return url
  throw new ToolError("config", `${text} is no https URL`, {
    hint: "RFC 8555 section 6.1: a CA is asked over HTTPS alone",
  })
}

interface Means {
  readonly proxy: HttpProxy | undefined
  readonly context: SecureContext
}

async function secured(url: URL, { context, proxy }: Means, signal: AbortSignal): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const to = { host, port: Number(url.port || 443) }
  const raw = await (proxy === undefined ? dial({ ...to, signal }) : tunnel(proxy, to, signal))
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ socket: raw, host, ALPNProtocols: ["http/1.1"] },
      // RFC 6066 section 3: an address is no server name.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...{ secureContext: context, rejectUnauthorized: true },
    })
    const onAbort = (): void => void socket.destroy(asError(signal.reason))
    signal.addEventListener("abort", onAbort, { once: true })
    socket.once("error", reject)
    socket.once("close", () => reject(new Error("the server ends the connection within the TLS handshake")))
    socket.once("secureConnect", () => {
      signal.removeEventListener("abort", onAbort)
      socket.off("error", reject)
      resolve(socket)
    })
  })
}

function exchange(socket: TLSSocket, url: URL, asked: AcmeRequest, signal: AbortSignal): Promise<AcmeAnswer> {
  return new Promise((resolve, reject) => {
    const { method, body } = asked
    const request = httpRequest({
      ...{ createConnection: () => socket, method, signal, path: `${url.pathname}${url.search}` },
      headers: {
        ...{ host: url.host, connection: "close", "accept-language": "en" },
        "user-agent": userAgent,
        ...(body === undefined ? {} : { "content-length": `${Buffer.byteLength(body)}` }),
        ...asked.headers,
      },
    })
    request.once("error", reject)
    request.once("response", (response) => {
      received(response).then((text) => {
        const headers = Object.entries(response.headers).map(([name, value]) => [
          name,
          [value].flat().join(", "),
        ])
        resolve({
          ...{ url: url.href, status: response.statusCode ?? 0, body: text },
          headers: Object.fromEntries(headers) as Record<string, string>,
        })
      }, reject)
    })
    request.end(body)
  })
}

async function received(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxAnswerBytes) throw new Error("an answer of more than 1 MiB")
    parts.push(part)
  }
  return Buffer.concat(parts).toString("utf8")
}
