import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http"
import { createServer, request } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { loopbackCertificate, type Pebble } from "./pebble.js"

/*
 * A small TLS proxy in front of Pebble with what Pebble 2.4 lacks: renewal information (RFC 9773 sections 4 and 5), profiles
 * (draft-ietf-acme-profiles section 3), and outages. Pebble makes its URLs from the Host header, so that they lead here.
 */

export interface RenewingServer {
  readonly directory: string
  /** Certificate of this server, PEM. */
  readonly certificate: string
  /** Payloads of the orders that were taken or in conflict. */
  readonly orders: { readonly replaces?: string; readonly profile?: string }[]
  /** Identifiers that renewal information was asked for. */
  readonly asked: string[]
  /** Of renewal information. */
  window: { start: string; end: string }
  /** How many of the next requests find the CA away: half of them a gateway without it, half nobody at all. */
  away: number
  stop(): Promise<void>
}

export async function startRenewingServer(pebble: Pick<Pebble, "directory">): Promise<RenewingServer> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-renewing-"))
  const files = await loopbackCertificate(folder)
  const [key, cert] = [readFileSync(files.key), readFileSync(files.certificate, "utf8")]
  await rm(folder, { recursive: true })
  const behind = new URL(pebble.directory)
  const replaced = new Set<string>()
  const server = createServer({ key, cert }, (asked, answer) => void handle(asked, answer))
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  const origin = `https://127.0.0.1:${port}`
  const own: RenewingServer = {
    ...{ directory: `${origin}${behind.pathname}`, certificate: cert, orders: [], asked: [], away: 0 },
    window: { start: "2027-01-01T00:00:00Z", end: "2027-01-03T00:00:00Z" },
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  let newOrder = ""

  async function handle(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await text(asked)
    if (own.away > 0) return isAway(asked, answer)
    const path = asked.url ?? ""
    const [, id] = /^\/renewal-info\/(.+)$/.exec(path) ?? []
    if (id !== undefined) return renewalInfo(id, answer)
    const { content, headers, status } =
      path === newOrder ? await order(asked, body) : await forward(asked, body)
    if (path !== behind.pathname) return void answer.writeHead(status, headers).end(content)
    const directory = JSON.parse(content) as { readonly newOrder: string; readonly meta: object }
    newOrder = new URL(directory.newOrder).pathname
    const meta = { ...directory.meta, profiles: { tlsserver: "for TLS servers" } }
    json(answer, { ...directory, meta, renewalInfo: `${origin}/renewal-info` })
  }

  function isAway(asked: IncomingMessage, answer: ServerResponse): void {
    if (own.away-- % 2 === 0) asked.socket.destroy()
    else answer.writeHead(503, { "retry-after": "1" }).end("no CA behind this gateway")
  }

  function renewalInfo(id: string, answer: ServerResponse): void {
    own.asked.push(id)
    const body = { suggestedWindow: own.window, explanationURL: `${origin}/why` }
    json(answer, body, { "retry-after": "21600" })
  }

  async function order(asked: IncomingMessage, body: string): Promise<Forwarded> {
    const payload = payloadOf(body)
    const { replaces = "" } = payload
    const isConflict = replaced.has(replaces)
    const headers = { "content-type": "application/problem+json" }
    const answered = isConflict
      ? { content: JSON.stringify(conflict), headers, status: 409 }
      : await forward(asked, body)
    if (answered.status !== 400) own.orders.push(payload)
    if (answered.status === 201 && replaces !== "") replaced.add(replaces)
    return answered
  }

  function forward({ headers, method, url }: IncomingMessage, body: string): Promise<Forwarded> {
    return new Promise((resolve, reject) => {
      const { hostname: host, port: to } = behind
      const options = { host, port: to, method, path: url, headers, rejectUnauthorized: false, agent: false }
      const sent = request(options, (response) => {
        text(response).then((content) => {
          const { "transfer-encoding": _, ...kept } = response.headers
          resolve({ content, headers: kept, status: response.statusCode ?? 0 })
        }, reject)
      })
      sent.once("error", reject).end(body)
    })
  }
  return own
}

interface Forwarded {
  readonly content: string
  readonly headers: OutgoingHttpHeaders
  readonly status: number
}

const conflict = {
  type: "urn:ietf:params:acme:error:alreadyReplaced",
  detail: "that certificate has been replaced already",
}

function payloadOf(body: string): { readonly replaces?: string; readonly profile?: string } {
  const { payload } = JSON.parse(body) as { readonly payload: string }
  return JSON.parse(Buffer.from(payload, "base64url").toString())
}

function json(answer: ServerResponse, body: object, headers: OutgoingHttpHeaders = {}): void {
  answer.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
}
