/** The demo's CA as an ACME server on loopback: what clients of RFC 8555 get certificates from, of any maker. */
import "reflect-metadata"
import { randomBytes, webcrypto } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509"
import type { Clock } from "../../ports.js"
import type { DemoCa } from "../ca.js"
import { Ledger } from "./ledger.js"
import { Refused } from "./problem.js"
import { directory, newAccount, type Reply, renewalInfo, resources, signerOf } from "./routes.js"
import { openRequest } from "./signedRequest.js"

export interface AcmeCa {
  /** URL of the directory. */
  readonly directory: string
  /** The server's own certificate, PEM: for `caCertificates`. It is of today, whatever the demo's clock says. */
  readonly certificate: string
  readonly ledger: Ledger
  /** While true, every answer is 503. */
  isDown: boolean
  close(): Promise<void>
}

/** No request of a client is larger; a CSR with 100 names has 4 KiB. */
const maxBytes = 256 * 1024

/** @param clock what certificates are dated by */
export async function startAcmeCa(ca: DemoCa, clock: Clock): Promise<AcmeCa> {
  const ledger = new Ledger(ca, clock)
  const nonces = new Set<string>()
  const own = await serverPair()
  const server = createServer({ key: own.key, cert: own.certificate }, (request, response) => {
    answer(request, {
      ...{
        ledger,
        nonces,
        isDown: acme.isDown,
        at: (path) => `https://${request.headers.host ?? ""}${path}`,
      },
    })
      .catch((error: unknown) => refusal(error))
      .then((reply) => send(response, reply, newNonce(nonces)))
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const acme: AcmeCa = {
    ...{
      directory: `https://localhost:${port}/directory`,
      certificate: own.certificate,
      ledger,
      isDown: false,
    },
    close: () => stop(server),
  }
  return acme
}

interface Surroundings {
  readonly ledger: Ledger
  readonly nonces: Set<string>
  readonly isDown: boolean
  readonly at: (path: string) => string
}

async function answer(incoming: IncomingMessage, around: Surroundings): Promise<Reply> {
  const path = new URL(incoming.url ?? "/", "https://localhost").pathname
  const [, kind = "", ...rest] = path.split("/")
  const id = rest.join("/")
  if (around.isDown) throw new Refused(503, "serverInternal", "the CA is down")
  if (incoming.method === "POST") return signed(await bodyOf(incoming), { path, kind, id }, around)
  if (kind === "directory") return directory(around.at)
  if (kind === "nonce") return { status: incoming.method === "HEAD" ? 200 : 204 }
  if (kind === "renewal") return renewalInfo(around.ledger, id)
  throw new Refused(405, "malformed", "everything else is asked by POST")
}

/** Sections 6.2 to 6.5. */
async function signed(
  body: string,
  { id, kind, path }: { readonly path: string; readonly kind: string; readonly id: string },
  { at, ledger, nonces }: Surroundings,
): Promise<Reply> {
  const request = openRequest(body)
  if (!nonces.delete(request.nonce)) throw new Refused(400, "badNonce", "the nonce is unknown or used")
  if (request.url !== at(path))
    throw new Refused(403, "unauthorized", "the request is signed for another URL")
  const key = signerOf(request, ledger, at)
  if (!request.isSignedBy(key)) throw new Refused(403, "unauthorized", "the signature is wrong")
  if (kind === "account" && id === "") return newAccount({ request, ledger, at }, key)
  const [account, resource] = [ledger.accountOf(key), resources[kind]]
  if (resource !== undefined && account !== undefined && request.kid !== undefined)
    return resource({ request, account, id, ledger, at })
  throw new Refused(404, "malformed", "no such resource")
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of incoming as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBytes) throw new Refused(413, "malformed", "the request is too large")
    parts.push(part)
  }
  return Buffer.concat(parts).toString("utf8")
}

function refusal(error: unknown): Reply {
  const refused = error instanceof Refused ? error : new Refused(500, "serverInternal", String(error))
  const headers = { "content-type": "application/problem+json" }
  return { status: refused.status, body: refused.document, headers }
}

/** Section 6.5: a nonce with every answer. */
function send(response: ServerResponse, { body, headers, status }: Reply, nonce: string): void {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  response.writeHead(status, {
    ...{ "content-type": "application/json", "cache-control": "no-store", "replay-nonce": nonce },
    ...headers,
  })
  response.end(body === undefined ? undefined : text)
}

function newNonce(nonces: Set<string>): string {
  const nonce = randomBytes(12).toString("base64url")
  nonces.add(nonce)
  return nonce
}

/** Signed by itself, for a day: clients judge it by the machine's own clock. */
async function serverPair(): Promise<{ readonly key: string; readonly certificate: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
  const now = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: "01", name: "CN=localhost", keys, signingAlgorithm: algorithm },
    ...{ notBefore: new Date(now - 3_600_000), notAfter: new Date(now + 86_400_000) },
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64")
  const key = `-----BEGIN ${"PRIVATE"} KEY-----\n${pkcs8}\n-----END ${"PRIVATE"} KEY-----\n`
  return { key, certificate: `${certificate.toString("pem")}\n` }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
