import { generateKeyPairSync, type KeyObject } from "node:crypto"
import type { HttpsOptions } from "../../../src/acme/transport.js"
import { httpsTransport } from "../../../src/acme/transport.js"
import type { DigicertIssuerSettings } from "../../../src/fleet/issuerSchema.js"
import { digicertIssuer } from "../../../src/issuance/digicert/issuer.js"
import type { IssuanceDoors } from "../../../src/issuance/doors.js"
import type { IssuedOrder, OrderStanding } from "../../../src/issuance/issuer.js"
import { localFiles } from "../../../src/local/files.js"
import { Secret } from "../../../src/secret.js"
import { type Certificate, parseCertificate } from "../../../src/x509/certificate.js"
import { readPem } from "../../../src/x509/pem.js"
import { VirtualClock } from "../../support/virtualClock.js"
import { DigicertStandIn } from "./standIn.js"

export const names = ["mail.example.edu", "webmail.example.edu", "imap.example.edu"]

export const settings: DigicertIssuerSettings = {
  ...{ product: "ssl_securesite_flex", organization: 112233, keyFile: "api.key" },
  ...{ api: "https://localhost", ordersADay: 2, again: "reissue" },
}

export interface Scene {
  readonly clock: VirtualClock
  readonly standIn: DigicertStandIn
  issuer(more?: Partial<DigicertIssuerSettings>, key?: string): ReturnType<typeof digicertIssuer>
}

/** A stand-in with TLS on loopback, and the issuer that is set up for it. */
export async function openScene(options: HttpsOptions = {}): Promise<Scene> {
  const clock = new VirtualClock()
  const standIn = await DigicertStandIn.start(clock)
  const caCertificates = [standIn.certificate]
  const doors = (key: string): IssuanceDoors => ({
    ...{
      clock,
      files: localFiles,
      folder: "/nowhere",
      processes: { find: async () => "there", run: () => Promise.resolve(undefined) },
    },
    ...{ timeoutMs: 20_000, warn: () => undefined, secret: () => Promise.resolve(new Secret(key)) },
    transport: (asked) => httpsTransport({ ...asked, caCertificates, ...options }),
    dns: {
      ...{ clock, random: () => 0, resolver: { servers: [], isTrusted: false } },
      send: () => Promise.reject(new Error("no name is looked up")),
    },
  })
  return {
    ...{ clock, standIn },
    issuer: (more = {}, key = standIn.apiKey) =>
      digicertIssuer({ ...settings, api: standIn.api, ...more }, doors(key)),
  }
}

export function newKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
}

export function issuedOf(standing: OrderStanding): IssuedOrder {
  if (standing.kind === "issued") return standing
  throw new Error(`${standing.kind}: ${JSON.stringify(standing)}`)
}

export function leafOf({ pem }: { readonly pem: string }): Certificate {
  const read = parseCertificate(readPem(Buffer.from(pem)).blocks[0]?.der ?? new Uint8Array())
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

export const days = (count: number): number => count * 86_400_000
