/** Certificate revocation lists: RFC 5280 section 5. */

import { type AlgorithmIdentifier, readAlgorithm } from "./algorithm.js"
import { contextTag, type DerReader, type Element, encoded, malformed, readWhole, tags, Work } from "./der.js"
import { hex, readInteger, readOctetBits, readSmallInteger, readTime, sameBytes } from "./derValues.js"
import { Extensions, readExtensions } from "./extensions.js"
import { sha256 } from "./fingerprint.js"
import { type Name, readName } from "./name.js"
import { attempt, firstFatal, type Parsed } from "./parsed.js"

/** One revoked certificate. */
export interface RevokedEntry {
  /** Content octets of the serial number in lower-case hexadecimal. */
  readonly serial: string
  readonly revokedAt: Date
  readonly extensions: Extensions
}

/** A revocation list; byte arrays are views into `der`. */
export interface Crl {
  readonly der: Uint8Array
  /** The signed part, header included. */
  readonly tbs: Uint8Array
  readonly version: 1 | 2
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Date
  /** RFC 5280 section 5.1.2.5 makes it mandatory; the syntax does not. */
  readonly nextUpdate: Date | undefined
  readonly entries: readonly RevokedEntry[]
  readonly extensions: Extensions
  /** SHA-256 over the whole list, lower-case hexadecimal. */
  readonly fingerprint: string
}

/** The largest lists of public CAs hold some 1,000,000 entries of seven elements. */
const maxCrlElements = 10_000_000

const noExtensions = new Extensions([])

/** Reads a list strictly; its signature and scope are the path validation's to check. */
export function parseCrl(der: Uint8Array): Parsed<Crl> {
  const work = new Work(maxCrlElements)
  const result = attempt(() => readWhole(der, work, "the revocation list", readCrl))
  const first = firstFatal(work.problems)
  return result.ok && first !== undefined ? { ok: false, problem: first } : result
}

function readCrl(reader: DerReader, element: Element): Crl {
  const tbs = reader.read(tags.sequence, "the signed part")
  const signatureAlgorithm = readAlgorithm(reader, "the signature algorithm")
  const signature = readOctetBits(reader.read(tags.bitString, "the signature"), "the signature")
  reader.close("the revocation list")
  const { algorithm, ...signed } = readTbs(reader.inside(tbs))
  if (!sameBytes(algorithm.der, signatureAlgorithm.der))
    reader.work.complain(
      "algorithm",
      "the signature algorithm differs between the signed part and the signature",
      undefined,
      "RFC 5280 section 5.1.1.2",
    )
  const der = encoded(element)
  const fingerprint = sha256(der)
  return { ...signed, der, tbs: encoded(tbs), signatureAlgorithm, signature, fingerprint }
}

type Signed = Omit<Crl, "der" | "tbs" | "signatureAlgorithm" | "signature" | "fingerprint"> & {
  readonly algorithm: AlgorithmIdentifier
}

function readTbs(reader: DerReader): Signed {
  const version = readVersion(reader)
  const algorithm = readAlgorithm(reader, "the signature algorithm")
  const issuer = readName(reader, "the issuer")
  const thisUpdate = readTime(reader, "thisUpdate").date
  const next = reader.sees(tags.utcTime) || reader.sees(tags.generalizedTime)
  const nextUpdate = next ? readTime(reader, "nextUpdate").date : undefined
  const list = reader.optional(tags.sequence)
  const entries = list === undefined ? [] : readEntries(reader.inside(list), version)
  const extensions = readCrlExtensions(reader, version)
  reader.close("the signed part")
  return { version, algorithm, issuer, thisUpdate, nextUpdate, entries, extensions }
}

function readVersion(reader: DerReader): 1 | 2 {
  const element = reader.optional(tags.integer)
  if (element === undefined) return 1
  if (readSmallInteger(element, "the version") !== 1)
    malformed("version", "a version that does not exist", element.header, "RFC 5280 section 5.1.2.1")
  return 2
}

function readCrlExtensions(reader: DerReader, version: number): Extensions {
  const element = reader.optional(contextTag(0, true))
  if (element === undefined) return noExtensions
  if (version === 1)
    reader.work.complain("version", "extensions in a v1 list", element.header, "RFC 5280 section 5.1.2.1")
  const inner = reader.inside(element)
  const extensions = readExtensions(inner.enter(tags.sequence, "the extensions"))
  inner.close("the extensions")
  return extensions
}

function readEntries(reader: DerReader, version: number): RevokedEntry[] {
  const entries: RevokedEntry[] = []
  // RFC 5280 section 5.1.2.6 wants the whole list absent when nothing is revoked; empty ones exist and do no harm.
  while (!reader.atEnd) {
    const inner = reader.enter(tags.sequence, "an entry")
    const serial = hex(readInteger(inner.read(tags.integer, "a serial number")))
    const revokedAt = readTime(inner, "the revocation date").date
    const list = inner.optional(tags.sequence)
    inner.close("an entry")
    if (list !== undefined && version === 1)
      reader.work.complain(
        "version",
        "an entry with extensions in a v1 list",
        list.header,
        "RFC 5280 section 5.1.2.6",
      )
    entries.push({
      serial,
      revokedAt,
      extensions: list === undefined ? noExtensions : readExtensions(inner.inside(list)),
    })
  }
  return entries
}
