/* Shapes of the stand-in's orders and answers. */
import "reflect-metadata"
import { createPublicKey, X509Certificate } from "node:crypto"
import { Pkcs10CertificateRequest } from "@peculiar/x509"

export interface StandInOrder {
  readonly id: number
  status: string
  /** "Order info": `requests`, with what an approver wrote. */
  requests: { id: number; type: string; status: string; comments?: string }[]
  certificate: StandInCertificate
  readonly reissues: StandInCertificate[]
  readonly duplicates: StandInCertificate[]
  /** Certificates that a reissue has taken the place of: in no list any more. */
  readonly replaced: StandInCertificate[]
  readonly product: string
  readonly created: number
  ends: number
  readonly renewalOf?: number | undefined
}

export interface StandInCertificate {
  readonly id: number
  readonly csr: string
  status: string
  readonly created: number
  pem?: string
  leaf?: X509Certificate
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: Record<string, unknown> | undefined
}

export interface Scripted {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** "Filters, sorting, and pagination parameters". */
export function paged(name: string, all: readonly unknown[], query: URLSearchParams): unknown {
  const [limit, offset] = [Number(query.get("limit") ?? 1000), Number(query.get("offset") ?? 0)]
  return { [name]: all.slice(offset, offset + limit), page: { total: all.length, limit, offset } }
}

export function certificatePage({ created, csr, id, leaf, status }: StandInCertificate): unknown {
  return {
    ...{ id, csr, status, common_name: commonNameOf(csr), date_created: isoInstant(created) },
    ...(leaf && { serial_number: leaf.serialNumber, valid_till: isoDay(Date.parse(leaf.validTo)) }),
  }
}

export function commonNameOf(csr: string): string {
  return /CN=([^,]+)/.exec(new Pkcs10CertificateRequest(csr).subject)?.[1] ?? ""
}

/** "UTC timezone and ISO 8601 date". */
export function isoInstant(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "+00:00")
}

export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Names come from the request alone; a CSR that cannot be read, or names without the common name's, are refused. */
export async function misfit(certificate: {
  csr: string
  common_name: string
  dns_names: string[]
}): Promise<Scripted | undefined> {
  const readable = await new Pkcs10CertificateRequest(certificate.csr).verify().catch(() => false)
  if (!readable) return refused(400, "invalid_csr", "The CSR is not valid.")
  if (!certificate.common_name || !Array.isArray(certificate.dns_names))
    return refused(400, "missing_common_name", "common_name and dns_names are required.")
  return undefined
}

/** "Errors": a list of code and message. */
export function refused(status: number, code: string, message: string): Scripted {
  return { status, body: { errors: [{ code, message }] } }
}

/** Whether a certificate is for the key of a CSR, by code that is not the product's. */
export function isFor(leaf: string, csr: string): boolean {
  const own = createPublicKey({
    key: Buffer.from(new Pkcs10CertificateRequest(csr).publicKey.rawData),
    format: "der",
    type: "spki",
  })
  return new X509Certificate(leaf).publicKey.equals(own)
}
