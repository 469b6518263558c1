/** PKCS #7 as CAs use it: a SignedData without signers that carries certificates (RFC 2315, RFC 5652 section 5). */
import { berToDer } from "./ber.js"
import { contextTag, type DerReader, encoded, malformed, readWhole, tags, Work } from "./der.js"
import { readOid } from "./derValues.js"
import { attempt, type Parsed } from "./parsed.js"

const signedData = "1.2.840.113549.1.7.2"

/** Some 2,000 certificates; the largest delivery of a CA holds five. */
const maxElements = 500_000

/** Whether DER (or BER) bytes begin like a PKCS #7 SignedData. */
export function looksLikePkcs7(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 20)).toString("hex")
  return /^30.{2,10}06092a864886f70d010702/.test(head)
}

/** The certificates, each as its own DER, in the order of the file. Signatures and CRLs are not looked at. */
export function parsePkcs7(bytes: Uint8Array): Parsed<readonly Uint8Array[]> {
  const definite = berToDer(bytes)
  if (!definite.ok) return definite
  return attempt(() =>
    readWhole(definite.value, new Work(maxElements), "the PKCS #7 container", readContentInfo),
  )
}

function readContentInfo(reader: DerReader): Uint8Array[] {
  const type = reader.read(tags.oid, "the type of content")
  if (readOid(type) !== signedData)
    malformed(
      "structure",
      "a PKCS #7 container of another kind than signed data",
      type.header,
      "RFC 5652 section 5.1",
    )
  const data = reader.enter(contextTag(0, true), "the content").enter(tags.sequence, "the signed data")
  data.read(tags.integer, "the version")
  data.read(tags.set, "the digest algorithms")
  data.read(tags.sequence, "the encapsulated content")
  const set = data.optional(contextTag(0, true))
  const certificates: Uint8Array[] = []
  const inner = set === undefined ? undefined : data.inside(set)
  while (inner !== undefined && !inner.atEnd) {
    const element = inner.next()
    // RFC 5652 section 10.2.2: attribute certificates and others have context tags.
    if (element.tag === tags.sequence) certificates.push(encoded(element))
  }
  return certificates
}
