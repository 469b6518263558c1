/** TLSA records and what they say of a certificate: RFC 6698, RFC 7671, and RFC 7672 for mail. */
import { createHash } from "node:crypto"
import type { TlsaData } from "../dns/recordData.js"
import type { Certificate } from "../x509/certificate.js"

/** What a server shows, or will show. */
export interface Presented {
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** undefined where there is a key alone: only records of keys can match it. */
  readonly leaf?: Certificate | undefined
  /** What the server sends after the leaf. */
  readonly chain?: readonly Certificate[]
}

export function presentedBy(leaf: Certificate, chain: readonly Certificate[]): Presented {
  return { publicKey: leaf.publicKey.der, leaf, chain }
}

/** The record that RFC 7672 section 3.1 recommends, `3 1 1`: it stays as long as the key does. */
export function recordOfKey(publicKey: Uint8Array): TlsaData {
  return { usage: 3, selector: 1, matchingType: 1, data: digest("sha256", publicKey) }
}

/** Its data as a zone file has them: `3 1 1 0b9fa5…`. */
export function recordText({ usage, selector, matchingType, data }: TlsaData): string {
  return `${usage} ${selector} ${matchingType} ${data}`
}

/** A line of a zone file. */
export function zoneLine(owner: string, record: TlsaData): string {
  return `${owner}. IN TLSA ${recordText(record)}`
}

export function tlsaOwner(port: number, name: string): string {
  return `_${port}._tcp.${name}`
}

/** RFC 7672 section 3.1.3: senders of mail leave usages 0 and 1 out, as they do what they do not know. */
export function isUsable({ usage, selector, matchingType, data }: TlsaData): boolean {
  const lengths: readonly (number | undefined)[] = [undefined, 64, 128]
  const known = (usage === 2 || usage === 3) && selector <= 1 && matchingType <= 2 && data !== ""
  return known && (lengths[matchingType] ?? data.length) === data.length
}

/** Whether a sender that goes by a record takes what is presented; a record that is not usable is none. */
export function isMatch(record: TlsaData, { chain = [], leaf, publicKey }: Presented): boolean {
  if (!isUsable(record)) return false
  if (record.usage === 3)
    return record.selector === 1 ? isData(record, publicKey) : leaf !== undefined && isData(record, leaf.der)
  return chain.some((one) => isData(record, record.selector === 1 ? one.publicKey.der : one.der))
}

function isData({ data, matchingType }: TlsaData, bytes: Uint8Array): boolean {
  if (matchingType === 0) return data === Buffer.from(bytes).toString("hex")
  return data === digest(matchingType === 1 ? "sha256" : "sha512", bytes)
}

function digest(algorithm: "sha256" | "sha512", bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex")
}
