import "reflect-metadata"
import { webcrypto, X509Certificate } from "node:crypto"
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from "@peculiar/x509"
import { createDemoCa, type DemoCa } from "../../src/demo/ca.js"
import type { Material } from "../../src/demo/listeners.js"
import type { Clock } from "../../src/ports.js"

export const day = 86_400_000

/** Real waiting and real time, for real sockets. */
export const realClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener("abort", () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    }),
}

export interface Identity {
  readonly key: string
  readonly csr: string
}

/** A P-256 key and a CSR for these names; the first is the common name. */
export async function identity(names: readonly string[]): Promise<Identity> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [names[0] ?? ""] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns", value })))],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64")
  const label = "PRIVATE KEY"
  const key = `-----BEGIN ${label}-----\n${pkcs8.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END ${label}-----\n`
  return { key, csr: request.toString("pem") }
}

export interface Served extends Material {
  readonly key: string
  readonly root: string
  readonly intermediate: string
}

/** A key, its certificate and the chain as Zimbra serves it: intermediate, then root. */
export async function served(
  ca: DemoCa,
  names: readonly string[],
  validity?: { from: number; until: number },
): Promise<Served> {
  const { key, csr } = await identity(names)
  const issued = await ca.issue(csr, validity)
  return {
    key,
    cert: issued.leaf,
    chain: issued.intermediate + issued.root,
    intermediate: issued.intermediate,
    root: issued.root,
  }
}

/** What these tests call today; a handshake does not care. */
export const today = Date.UTC(2026, 4, 1)

export function newCa(now: () => number = () => today): Promise<DemoCa> {
  return createDemoCa({ ...realClock, now })
}

export function der(pem: string): Uint8Array {
  return new Uint8Array(new X509Certificate(pem).raw)
}

export function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase()
}
