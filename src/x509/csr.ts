/** Certification requests: PKCS #10, RFC 2986. */
import { type AlgorithmIdentifier, readAlgorithm } from "./algorithm.js"
import { contextTag, type DerReader, type Element, encoded, malformed, readWhole, tags, Work } from "./der.js"
import { readOctetBits, readOid, readSmallInteger } from "./derValues.js"
import { Extensions, readExtensions } from "./extensions.js"
import { type Name, readName } from "./name.js"
import { attempt, firstFatal, type Parsed } from "./parsed.js"
import { type PublicKey, readPublicKey } from "./publicKey.js"
import { type SignatureResult, verifySignature } from "./signature.js"

/** A certification request; byte arrays are views into `der`. */
export interface Csr {
  readonly der: Uint8Array
  /** The signed part, header included. */
  readonly info: Uint8Array
  readonly subject: Name
  readonly publicKey: PublicKey
  /** What the extensionRequest attribute asks for (RFC 2985 section 5.4.2); empty when it is absent. */
  readonly extensions: Extensions
  /** Identifiers of all attributes, in order. */
  readonly attributes: readonly string[]
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
}

const extensionRequest = "1.2.840.113549.1.9.14"

/** Reads a request strictly; its signature is checked by `verifyCsr`. */
export function parseCsr(der: Uint8Array): Parsed<Csr> {
  const work = new Work()
  const result = attempt(() => readWhole(der, work, "the request", readCsr))
  const first = firstFatal(work.problems)
  return result.ok && first !== undefined ? { ok: false, problem: first } : result
}

/** RFC 2986 section 3: the requester proves possession of the key by signing with it. */
export function verifyCsr(csr: Csr): SignatureResult {
  return verifySignature(csr.signatureAlgorithm, csr.publicKey, csr.info, csr.signature)
}

function readCsr(reader: DerReader, element: Element): Csr {
  const info = reader.read(tags.sequence, "the signed part")
  const signatureAlgorithm = readAlgorithm(reader, "the signature algorithm")
  const signature = readOctetBits(reader.read(tags.bitString, "the signature"), "the signature")
  reader.close("the request")
  return {
    ...readInfo(reader.inside(info)),
    der: encoded(element),
    info: encoded(info),
    signatureAlgorithm,
    signature,
  }
}

function readInfo(reader: DerReader): Pick<Csr, "subject" | "publicKey" | "extensions" | "attributes"> {
  const version = reader.read(tags.integer, "the version")
  if (readSmallInteger(version, "the version") !== 0)
    malformed("version", "not a request of version 1", version.header, "RFC 2986 section 4.1")
  const subject = readName(reader, "the subject")
  const publicKey = readPublicKey(reader)
  // Some writers leave the empty set out; RFC 2986 has it mandatory, and everybody accepts its absence.
  const set = reader.optional(contextTag(0, true))
  reader.close("the signed part")
  const attributes: string[] = []
  let extensions = new Extensions([])
  const inner = set === undefined ? undefined : reader.inside(set)
  while (inner !== undefined && !inner.atEnd) {
    const { oid, values } = readAttribute(inner)
    if (oid === extensionRequest) {
      if (attributes.includes(oid))
        reader.work.complain(
          "duplicate",
          "two lists of requested extensions",
          values.position,
          "RFC 2985 section 5.4.2",
        )
      extensions = readExtensions(values.enter(tags.sequence, "the requested extensions"))
      values.close("the requested extensions")
    }
    attributes.push(oid)
  }
  return { subject, publicKey, extensions, attributes }
}

function readAttribute(reader: DerReader): { oid: string; values: DerReader } {
  const attribute = reader.enter(tags.sequence, "an attribute")
  const oid = readOid(attribute.read(tags.oid, "an attribute's type"))
  const values = attribute.enter(tags.set, "an attribute's values")
  attribute.close("an attribute")
  return { oid, values }
}
