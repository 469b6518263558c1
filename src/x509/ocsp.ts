/** OCSP responses: RFC 6960 section 4.2. */
import { type AlgorithmIdentifier, type HashName, hashName, readAlgorithm } from "./algorithm.js"
import { type Certificate, parseCertificate } from "./certificate.js"
import {
  content,
  contextTag,
  DerReader,
  type Element,
  encoded,
  malformed,
  readWhole,
  tags,
  Work,
} from "./der.js"
import { hex, readInteger, readOctetBits, readOid, readSmallInteger, readTime } from "./derValues.js"
import { type CrlReason, readReasonCode, unreadableReason } from "./extensions/revocation.js"
import { Extensions, readExtensions } from "./extensions.js"
import { type Name, readName } from "./name.js"
import { attempt, firstFatal, type Parsed } from "./parsed.js"

/** What the responder says about one certificate. */
export type OcspStatus =
  | { readonly kind: "good" }
  | { readonly kind: "revoked"; readonly since: Date; readonly reason: CrlReason | typeof unreadableReason }
  | { readonly kind: "unknown" }

export interface OcspSingle {
  /** Undefined where the hash of the certificate's identity is none that is known. */
  readonly hash: HashName | undefined
  /** Hash of the issuer's encoded name, and of its key's bits: lower-case hexadecimal. */
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  /** Content octets of the serial number in lower-case hexadecimal. */
  readonly serial: string
  readonly status: OcspStatus
  readonly thisUpdate: Date
  readonly nextUpdate: Date | undefined
  readonly extensions: Extensions
}

/** A basic OCSP response; byte arrays are views into the input. */
export interface OcspResponse {
  readonly tbs: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly responder:
    | { readonly kind: "name"; readonly name: Name }
    /** SHA-1 over the key's bits, lower-case hexadecimal. */
    | { readonly kind: "key"; readonly hash: string }
  readonly producedAt: Date
  readonly singles: readonly OcspSingle[]
  readonly extensions: Extensions
  /** Certificates that came along; those that cannot be read are left out, as nothing rests on them. */
  readonly certificates: readonly Certificate[]
}

const basicResponse = "1.3.6.1.5.5.7.48.1.1"
const failures: Readonly<Record<number, string>> = {
  1: "malformed request",
  2: "internal error",
  3: "try later",
  5: "signature required",
  6: "unauthorized",
}

/** Reads a response as a file or a handshake holds it; its signature and scope are the path validation's to check. */
export function parseOcspResponse(der: Uint8Array): Parsed<OcspResponse> {
  const work = new Work()
  const result = attempt(() => readWhole(der, work, "the OCSP response", readResponse))
  const first = firstFatal(work.problems)
  return result.ok && first !== undefined ? { ok: false, problem: first } : result
}

function readResponse(reader: DerReader): OcspResponse {
  const status = readSmallInteger(reader.read(tags.enumerated, "the response status"), "the response status")
  if (status !== 0)
    malformed(
      "value",
      `the responder failed: ${failures[status] ?? status}`,
      undefined,
      "RFC 6960 section 4.2.1",
    )
  const outer = reader.enter(contextTag(0, true), "the response bytes")
  reader.close("the OCSP response")
  const bytes = outer.enter(tags.sequence, "the response bytes")
  outer.close("the response bytes")
  const type = readOid(bytes.read(tags.oid, "the response type"))
  if (type !== basicResponse)
    malformed("value", `a response of type ${type}`, undefined, "RFC 6960 section 4.2.1")
  const octets = bytes.read(tags.octetString, "the basic response")
  bytes.close("the response bytes")
  const wrapper = bytes.inside(octets)
  const basic = wrapper.enter(tags.sequence, "the basic response")
  wrapper.close("the basic response")
  return readBasic(basic)
}

function readBasic(reader: DerReader): OcspResponse {
  const tbs = reader.read(tags.sequence, "the signed part")
  const signatureAlgorithm = readAlgorithm(reader, "the signature algorithm")
  const signature = readOctetBits(reader.read(tags.bitString, "the signature"), "the signature")
  const list = reader.optional(contextTag(0, true))
  reader.close("the basic response")
  const certificates = list === undefined ? [] : readCertificates(reader.inside(list))
  return { ...readData(reader.inside(tbs)), tbs: encoded(tbs), signatureAlgorithm, signature, certificates }
}

function readCertificates(reader: DerReader): readonly Certificate[] {
  const list = reader.enter(tags.sequence, "the certificates")
  reader.close("the certificates")
  const found: Certificate[] = []
  while (!list.atEnd) {
    const certificate = parseCertificate(encoded(list.next()))
    if (certificate.ok) found.push(certificate.value)
  }
  return found
}

function readData(
  reader: DerReader,
): Pick<OcspResponse, "responder" | "producedAt" | "singles" | "extensions"> {
  const version = reader.optional(contextTag(0, true))
  if (version !== undefined)
    malformed("version", "a version that does not exist", version.header, "RFC 6960 section 4.2.1")
  const responder = readResponder(reader)
  const producedAt = readTime(reader, "producedAt").date
  const list = reader.enter(tags.sequence, "the responses")
  const singles: OcspSingle[] = []
  while (!list.atEnd) singles.push(readSingle(list.enter(tags.sequence, "a response")))
  const extensions = optionalExtensions(reader, 1)
  reader.close("the signed part")
  return { responder, producedAt, singles, extensions }
}

function readResponder(reader: DerReader): OcspResponse["responder"] {
  const named = reader.optional(contextTag(1, true))
  if (named !== undefined) {
    const inner = reader.inside(named)
    const name = readName(inner, "the responder")
    inner.close("the responder")
    return { kind: "name", name }
  }
  const inner = reader.enter(contextTag(2, true), "the responder")
  const hash = hex(content(inner.read(tags.octetString, "the responder's key hash")))
  inner.close("the responder")
  return { kind: "key", hash }
}

function readSingle(reader: DerReader): OcspSingle {
  const id = reader.enter(tags.sequence, "the certificate's identity")
  const hash = hashName(readAlgorithm(id, "the hash algorithm"))
  const issuerNameHash = hex(content(id.read(tags.octetString, "the issuer's name hash")))
  const issuerKeyHash = hex(content(id.read(tags.octetString, "the issuer's key hash")))
  const serial = hex(readInteger(id.read(tags.integer, "the serial number")))
  id.close("the certificate's identity")
  const status = readStatus(reader, reader.next())
  const thisUpdate = readTime(reader, "thisUpdate").date
  const next = reader.optional(contextTag(0, true))
  const nextUpdate = next === undefined ? undefined : readTime(reader.inside(next), "nextUpdate").date
  const extensions = optionalExtensions(reader, 1)
  reader.close("a response")
  return { hash, issuerNameHash, issuerKeyHash, serial, status, thisUpdate, nextUpdate, extensions }
}

function readStatus(reader: DerReader, element: Element): OcspStatus {
  switch (element.tag) {
    case contextTag(0):
      return { kind: "good" }
    case contextTag(2):
      return { kind: "unknown" }
    case contextTag(1, true): {
      const inner = reader.inside(element)
      const since = readTime(inner, "the revocation time").date
      return { kind: "revoked", since, reason: readReason(inner) }
    }
    default:
      return malformed("structure", "a status that does not exist", element.header, "RFC 6960 section 4.2.1")
  }
}

/** What follows the time, whatever it is: a breach in it is none of the response, which would hide the revocation. */
function readReason({ bytes, position, end }: DerReader): CrlReason | typeof unreadableReason {
  if (position === end) return "unspecified"
  const read = attempt(() => {
    const reader = new DerReader(bytes, new Work(), position, end)
    const inner = reader.enter(contextTag(0, true), "the reason")
    reader.close("the revocation")
    return readReasonCode(inner)
  })
  return read.ok ? read.value : unreadableReason
}

function optionalExtensions(reader: DerReader, tag: number): Extensions {
  const element = reader.optional(contextTag(tag, true))
  if (element === undefined) return new Extensions([])
  const inner = reader.inside(element)
  const extensions = readExtensions(inner.enter(tags.sequence, "the extensions"))
  inner.close("the extensions")
  return extensions
}
