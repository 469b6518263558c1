/** Where revocation is published, and the extensions of lists and their entries: RFC 5280 sections 4.2.1.13, 4.2.2.1, 5.2, 5.3. */
import { contextTag, type DerReader, type Element, malformed, tags } from "../der.js"
import { readBoolean, readInteger, readNamedBits, readOid, readSmallInteger } from "../derValues.js"
import { type GeneralName, readGeneralName, readGeneralNames } from "../generalName.js"
import { type Rdn, readRdn } from "../name.js"

/** RFC 5280 section 4.2.1.13: `unused` is bit 0 of ReasonFlags. */
const reasonFlags = [
  "unused",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  "privilegeWithdrawn",
  "aACompromise",
] as const
export type ReasonFlag = (typeof reasonFlags)[number]

/** All reasons that a list may be partitioned by. */
export const allReasons: readonly ReasonFlag[] = reasonFlags.filter((reason) => reason !== "unused")

/** Where a list is found: full names, or a part of a name below the issuer's. */
export type DistributionPointName =
  | { readonly kind: "full"; readonly names: readonly GeneralName[] }
  | { readonly kind: "relative"; readonly rdn: Rdn }

export interface DistributionPoint {
  readonly name: DistributionPointName | undefined
  /** Undefined: all reasons. */
  readonly reasons: ReadonlySet<ReasonFlag> | undefined
  /** Who signs the list, where that is not the certificate's issuer. */
  readonly crlIssuer: readonly GeneralName[] | undefined
}

export function readDistributionPoints(reader: DerReader): readonly DistributionPoint[] {
  const inner = reader.enter(tags.sequence, "the distribution points")
  const points: DistributionPoint[] = []
  while (!inner.atEnd) points.push(distributionPoint(inner))
  if (points.length === 0)
    malformed(
      "structure",
      "a list of distribution points is empty",
      reader.position,
      "RFC 5280 section 4.2.1.13",
    )
  return points
}

function distributionPoint(reader: DerReader): DistributionPoint {
  const start = reader.position
  const inner = reader.enter(tags.sequence, "a distribution point")
  const name = optionalName(inner)
  const reasons = inner.optional(contextTag(1))
  const issuer = inner.optional(contextTag(2, true))
  inner.close("a distribution point")
  if (name === undefined && issuer === undefined)
    malformed("structure", "a distribution point without name and issuer", start, "RFC 5280 section 4.2.1.13")
  return {
    name,
    reasons: reasons && flags(inner, reasons),
    crlIssuer: issuer && readGeneralNames(inner.inside(issuer), "cRLIssuer"),
  }
}

function flags(reader: DerReader, element: Element): ReadonlySet<ReasonFlag> {
  const set = new Set<ReasonFlag>()
  for (const bit of readNamedBits(element, reader.work)) {
    const name = reasonFlags[bit]
    if (name !== undefined) set.add(name)
  }
  return set
}

/** DistributionPointName is a CHOICE, so its tag 0 is explicit. */
function optionalName(reader: DerReader): DistributionPointName | undefined {
  const element = reader.optional(contextTag(0, true))
  if (element === undefined) return undefined
  const inner = reader.inside(element)
  const full = inner.optional(contextTag(0, true))
  const name: DistributionPointName =
    full === undefined
      ? { kind: "relative", rdn: readRdn(inner, contextTag(1, true)) }
      : { kind: "full", names: readGeneralNames(inner.inside(full), "fullName") }
  inner.close("a distribution point name")
  return name
}

/** RFC 5280 section 5.2.5. */
export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined
  readonly onlyContainsUserCerts: boolean
  readonly onlyContainsCaCerts: boolean
  readonly onlySomeReasons: ReadonlySet<ReasonFlag> | undefined
  readonly indirectCrl: boolean
  readonly onlyContainsAttributeCerts: boolean
}

export function readIssuingDistributionPoint(reader: DerReader): IssuingDistributionPoint {
  const inner = reader.enter(tags.sequence, "issuingDistributionPoint")
  const flag = (number: number): boolean => {
    const element = inner.optional(contextTag(number))
    return element !== undefined && readBoolean(element)
  }
  const name = optionalName(inner)
  const onlyContainsUserCerts = flag(1)
  const onlyContainsCaCerts = flag(2)
  const reasons = inner.optional(contextTag(3))
  const indirectCrl = flag(4)
  const onlyContainsAttributeCerts = flag(5)
  inner.close("issuingDistributionPoint")
  return {
    name,
    onlyContainsUserCerts,
    onlyContainsCaCerts,
    onlySomeReasons: reasons && flags(inner, reasons),
    indirectCrl,
    onlyContainsAttributeCerts,
  }
}

export interface AccessDescription {
  readonly method: string
  readonly location: GeneralName
}

/** `1.3.6.1.5.5.7.48.1` is OCSP, `1.3.6.1.5.5.7.48.2` the issuer's certificate. */
export const accessMethods = { ocsp: "1.3.6.1.5.5.7.48.1", caIssuers: "1.3.6.1.5.5.7.48.2" } as const

export function readAccessDescriptions(reader: DerReader): readonly AccessDescription[] {
  const inner = reader.enter(tags.sequence, "the information access")
  const found: AccessDescription[] = []
  while (!inner.atEnd) {
    const one = inner.enter(tags.sequence, "an access description")
    const method = readOid(one.read(tags.oid, "an access method"))
    found.push({ method, location: readGeneralName(one) })
    one.close("an access description")
  }
  if (found.length === 0)
    malformed(
      "structure",
      "a list of access descriptions is empty",
      reader.position,
      "RFC 5280 section 4.2.2.1",
    )
  return found
}

/** The content octets of a CRL number (RFC 5280 section 5.2.3): not negative, at most 20. */
export function readCrlNumber(reader: DerReader): Uint8Array {
  const element = reader.read(tags.integer, "the CRL number")
  const octets = readInteger(element)
  if ((octets[0] as number) > 0x7f)
    malformed("value", "a negative CRL number", element.header, "RFC 5280 section 5.2.3")
  if (octets.length > 20)
    reader.work.complain(
      "value",
      "a CRL number of more than 20 octets",
      element.header,
      "RFC 5280 section 5.2.3",
    )
  return octets
}

/** RFC 5280 section 5.3.1: CRLReason by number; 7 means nothing. */
const crlReasons = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  undefined,
  "removeFromCRL",
  "privilegeWithdrawn",
  "aACompromise",
] as const
/** A number that means nothing is told as such, `reason 7`: what is revoked is so for whatever reason. */
export type CrlReason = NonNullable<(typeof crlReasons)[number]> | `reason ${number}`

/** What to say of a reason that cannot be read, which is no reason to doubt the revocation. */
export const unreadableReason = "unreadable reason"

export function readReasonCode(reader: DerReader): CrlReason {
  const number = readSmallInteger(reader.read(tags.enumerated, "the reason code"), "the reason code")
  return crlReasons[number] ?? `reason ${number}`
}
