import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer, type Server as TlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loopbackCertificate } from "../support/pebble.js"

export interface HttpsServer {
  readonly port: number
  /** Its certificate, PEM; for localhost and 127.0.0.1 unless other names are given. */
  readonly certificate: string
  stop(): Promise<void>
}

/**
 * A real HTTPS server on loopback that answers as the test says.
 *
 * @param what its names, or its certificate with the key
 */
export async function startHttps(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  what?: string | Pair,
): Promise<HttpsServer> {
  const { certificate, key } = typeof what === "object" ? what : await pairFor(what)
  return { ...(await listen(createTlsServer({ key, cert: certificate }, answer))), certificate }
}

interface Pair {
  readonly key: string
  readonly certificate: string
}

const pairs = new Map<string | undefined, Promise<Pair>>()

/** One a process is enough: it is not what tests look at. */
function pairFor(names: string | undefined): Promise<Pair> {
  const made = pairs.get(names) ?? makePair(names)
  pairs.set(names, made)
  return made
}

async function makePair(names: string | undefined): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), "certfleet-https-"))
  const files = await loopbackCertificate(folder, names)
  const [key, certificate] = await Promise.all([
    readFile(files.key, "utf8"),
    readFile(files.certificate, "utf8"),
  ])
  await rm(folder, { recursive: true, force: true })
  return { key, certificate }
}

/** One that speaks no TLS. */
export function startHttp(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  return listen(createServer((_, response) => void response.end()))
}

async function listen(server: Server | TlsServer): Promise<{ port: number; stop(): Promise<void> }> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
