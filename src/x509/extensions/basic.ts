/** Basic constraints, key usage, extended key usage and the key identifiers: RFC 5280 sections 4.2.1.1 to 4.2.1.3, 4.2.1.9, 4.2.1.12. */
import { content, contextTag, type DerReader, malformed, tags } from "../der.js"
import { readDefaultFalse, readInteger, readNamedBits, readOid, readSmallInteger } from "../derValues.js"
import { type GeneralName, readGeneralNames } from "../generalName.js"

/** RFC 5280 section 4.2.1.9. */
export interface BasicConstraints {
  readonly ca: boolean
  /** How many intermediates (self-issued ones not counted) may follow; undefined: any number. */
  readonly pathLength: number | undefined
}

export function readBasicConstraints(reader: DerReader): BasicConstraints {
  const inner = reader.enter(tags.sequence, "basicConstraints")
  const ca = readDefaultFalse(inner)
  const limit = inner.optional(tags.integer)
  inner.close("basicConstraints")
  const pathLength = limit === undefined ? undefined : readSmallInteger(limit, "the path length")
  return { ca, pathLength }
}

const keyUsageNames = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const
/** The bits of RFC 5280 section 4.2.1.3 by name. */
export type KeyUsageName = (typeof keyUsageNames)[number]
export type KeyUsage = ReadonlySet<KeyUsageName>

export function readKeyUsage(reader: DerReader): KeyUsage {
  const element = reader.read(tags.bitString, "keyUsage")
  const used = new Set<KeyUsageName>()
  for (const bit of readNamedBits(element, reader.work)) {
    const name = keyUsageNames[bit]
    if (name === undefined)
      reader.work.lapse("value", `keyUsage has a bit ${bit}, which means nothing`, element.header)
    else used.add(name)
  }
  return used
}

/** Key purposes as dotted identifiers, in order (RFC 5280 section 4.2.1.12: at least one). */
export function readExtKeyUsage(reader: DerReader): readonly string[] {
  const inner = reader.enter(tags.sequence, "extKeyUsage")
  const purposes: string[] = []
  while (!inner.atEnd) purposes.push(readOid(inner.read(tags.oid, "a key purpose")))
  if (purposes.length === 0)
    malformed("structure", "extKeyUsage lists no purpose", reader.position, "RFC 5280 section 4.2.1.12")
  return purposes
}

/** RFC 5280 section 4.2.1.2. */
export function readSubjectKeyIdentifier(reader: DerReader): Uint8Array {
  return content(reader.read(tags.octetString, "subjectKeyIdentifier"))
}

/** RFC 5280 section 4.2.1.1. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined
  readonly issuer: readonly GeneralName[] | undefined
  /** Content octets of the issuer certificate's serial number. */
  readonly serial: Uint8Array | undefined
}

export function readAuthorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const start = reader.position
  const inner = reader.enter(tags.sequence, "authorityKeyIdentifier")
  const key = inner.optional(contextTag(0))
  const names = inner.optional(contextTag(1, true))
  const number = inner.optional(contextTag(2))
  inner.close("authorityKeyIdentifier")
  if ((names === undefined) !== (number === undefined))
    reader.work.lapse(
      "structure",
      "authorityKeyIdentifier has only one of issuer and serial number",
      start,
      "RFC 5280 section 4.2.1.1",
    )
  return {
    keyIdentifier: key === undefined ? undefined : content(key),
    issuer: names === undefined ? undefined : readGeneralNames(inner.inside(names), "authorityCertIssuer"),
    serial: number === undefined ? undefined : readInteger(number),
  }
}
