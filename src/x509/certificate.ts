/** Certificates: RFC 5280 section 4.1. */

import { type AlgorithmIdentifier, readAlgorithm } from "./algorithm.js"
import { contextTag, type DerReader, type Element, encoded, malformed, readWhole, tags, Work } from "./der.js"
import {
  hex,
  readInteger,
  readOctetBits,
  readSmallInteger,
  readTime,
  sameBytes,
  type Time,
} from "./derValues.js"
import { Extensions, readExtensions } from "./extensions.js"
import { sha256 } from "./fingerprint.js"
import { type Name, readName, sameName } from "./name.js"
import { attempt, firstFatal, type Parsed, type Problem } from "./parsed.js"
import { type PublicKey, readPublicKey } from "./publicKey.js"

/** The signed part: RFC 5280 section 4.1.2. */
interface Signed {
  readonly version: 1 | 2 | 3
  readonly serialOctets: Uint8Array
  readonly algorithm: AlgorithmIdentifier
  readonly issuer: Name
  readonly validity: { readonly notBefore: Time; readonly notAfter: Time }
  readonly subject: Name
  readonly publicKey: PublicKey
  readonly extensions: Extensions
}

/** A certificate; every byte array is a view into `der`, and nothing is changed after reading. */
export class Certificate {
  /** The whole certificate. */
  readonly der: Uint8Array
  /** The signed part, header included. */
  readonly tbs: Uint8Array
  readonly version: 1 | 2 | 3
  /** Content octets of the serial number: big-endian, two's complement. */
  readonly serialOctets: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  /** The validity with the form in which each time is written. */
  readonly validity: { readonly notBefore: Time; readonly notAfter: Time }
  readonly publicKey: PublicKey
  readonly extensions: Extensions
  /** Violations that reading survived; nothing but lapses of the issuer in what `parseCertificate` returns. */
  readonly problems: readonly Problem[]
  /** How many DER elements were read. */
  readonly elements: number
  #fingerprint: string | undefined
  #serial: string | undefined
  #selfIssued: boolean | undefined

  /** @internal Use `parseCertificate`. */
  constructor(
    der: Uint8Array,
    tbs: Uint8Array,
    signed: Signed,
    signatureAlgorithm: AlgorithmIdentifier,
    signature: Uint8Array,
    work: Work,
  ) {
    this.der = der
    this.tbs = tbs
    this.version = signed.version
    this.serialOctets = signed.serialOctets
    this.signatureAlgorithm = signatureAlgorithm
    this.signature = signature
    this.issuer = signed.issuer
    this.subject = signed.subject
    this.validity = signed.validity
    this.publicKey = signed.publicKey
    this.extensions = signed.extensions
    this.problems = work.problems
    this.elements = work.elements
  }

  /** The serial number's content octets in lower-case hexadecimal, as encoded (a leading `00` included). */
  get serial(): string {
    this.#serial ??= hex(this.serialOctets)
    return this.#serial
  }
  /** First second of validity. */
  get notBefore(): Date {
    return this.validity.notBefore.date
  }
  /** Last second of validity, itself included. */
  get notAfter(): Date {
    return this.validity.notAfter.date
  }

  /** SHA-256 over the whole certificate, lower-case hexadecimal without separators. */
  get fingerprint(): string {
    this.#fingerprint ??= sha256(this.der)
    return this.#fingerprint
  }
  /** RFC 5280 section 3.2: subject and issuer are the same name. */
  get isSelfIssued(): boolean {
    this.#selfIssued ??= sameName(this.subject, this.issuer)
    return this.#selfIssued
  }
  /** Whether basicConstraints says that this is a CA; false where it is absent or unreadable. */
  get isCa(): boolean {
    const constraints = this.extensions.basicConstraints
    return constraints?.ok === true && constraints.value.ca
  }
}

/**
 * Reads a certificate as relying parties do: a violation of DER or of the structure of RFC 5280 section 4.1 is the
 * problem, but for what OpenSSL, Go and browsers read over (`lapse`), which stays in `problems`. What extensions
 * hold is read when it is asked for.
 */
export function parseCertificate(der: Uint8Array): Parsed<Certificate> {
  const result = inspectCertificate(der)
  const first = result.ok ? firstFatal(result.value.problems) : undefined
  return first === undefined ? result : { ok: false, problem: first }
}

/**
 * Reads a certificate for looking at: violations that do not hide the rest are listed in `problems`, and only
 * what cannot be read at all is refused. Not for deciding on trust.
 */
export function inspectCertificate(der: Uint8Array): Parsed<Certificate> {
  return attempt(() => {
    const work = new Work()
    return readWhole(der, work, "the certificate", (reader, element) =>
      readCertificate(reader, element, work),
    )
  })
}

function readCertificate(reader: DerReader, element: Element, work: Work): Certificate {
  const tbs = reader.read(tags.sequence, "the signed part")
  const signatureAlgorithm = readAlgorithm(reader, "the signature algorithm")
  const signature = readOctetBits(reader.read(tags.bitString, "the signature"), "the signature")
  reader.close("the certificate")
  const signed = readTbs(reader.inside(tbs))
  if (!sameBytes(signed.algorithm.der, signatureAlgorithm.der))
    work.complain(
      "algorithm",
      "the signature algorithm differs between the signed part and the signature",
      undefined,
      "RFC 5280 section 4.1.1.2",
    )
  return new Certificate(encoded(element), encoded(tbs), signed, signatureAlgorithm, signature, work)
}

function readTbs(reader: DerReader): Signed {
  const version = readVersion(reader)
  const serialOctets = readInteger(reader.read(tags.integer, "the serial number"))
  const algorithm = readAlgorithm(reader, "the signature algorithm")
  const issuer = readName(reader, "the issuer")
  const period = reader.enter(tags.sequence, "the validity")
  const validity = { notBefore: readTime(period, "notBefore"), notAfter: readTime(period, "notAfter") }
  period.close("the validity")
  const subject = readName(reader, "the subject")
  const publicKey = readPublicKey(reader)
  skipUniqueIds(reader, version)
  const extensions = readOptionalExtensions(reader, version)
  reader.close("the signed part")
  return { version, serialOctets, algorithm, issuer, validity, subject, publicKey, extensions }
}

/** RFC 5280 section 4.1.2.1: v1 is the default and left out. */
function readVersion(reader: DerReader): 1 | 2 | 3 {
  const element = reader.optional(contextTag(0, true))
  if (element === undefined) return 1
  const inner = reader.inside(element)
  const number = readSmallInteger(inner.read(tags.integer, "the version"), "the version")
  inner.close("the version")
  if (number === 0) {
    reader.work.lapse("encoding", "a default value is written out", element.header, "X.690 section 11.5")
    return 1
  }
  if (number === 1) return 2
  if (number === 2) return 3
  return malformed(
    "version",
    `version ${number + 1} does not exist`,
    element.header,
    "RFC 5280 section 4.1.2.1",
  )
}

/** RFC 5280 section 4.1.2.8: only versions 2 and 3 have them. */
function skipUniqueIds(reader: DerReader, version: number): void {
  for (const tag of [contextTag(1), contextTag(2)]) {
    const element = reader.optional(tag)
    if (element !== undefined && version === 1)
      reader.work.lapse(
        "version",
        "a unique identifier in a v1 certificate",
        element.header,
        "RFC 5280 section 4.1.2.8",
      )
  }
}

/** RFC 5280 section 4.1.2.9: only version 3 has extensions. */
function readOptionalExtensions(reader: DerReader, version: number): Extensions {
  const element = reader.optional(contextTag(3, true))
  if (element === undefined) return new Extensions([])
  if (version !== 3)
    reader.work.complain(
      "version",
      `extensions in a v${version} certificate`,
      element.header,
      "RFC 5280 section 4.1.2.9",
    )
  const inner = reader.inside(element)
  const extensions = readExtensions(inner.enter(tags.sequence, "the extensions"))
  inner.close("the extensions")
  return extensions
}
