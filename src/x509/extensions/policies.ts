/** Certificate policies and what constrains them: RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14. */
import { contextTag, type DerReader, type Element, encoded, malformed, tags } from "../der.js"
import { readOid, readSmallInteger } from "../derValues.js"

export interface PolicyQualifier {
  readonly oid: string
  /** The encoded qualifier. */
  readonly der: Uint8Array
}

export interface PolicyInformation {
  readonly oid: string
  readonly qualifiers: readonly PolicyQualifier[]
}

export function readCertificatePolicies(reader: DerReader): readonly PolicyInformation[] {
  const inner = reader.enter(tags.sequence, "certificatePolicies")
  const policies: PolicyInformation[] = []
  while (!inner.atEnd) policies.push(policyInformation(inner.enter(tags.sequence, "a policy")))
  if (policies.length === 0)
    malformed("structure", "certificatePolicies lists no policy", reader.position, "RFC 5280 section 4.2.1.4")
  if (new Set(policies.map(({ oid }) => oid)).size !== policies.length)
    reader.work.complain("duplicate", "a policy is listed twice", 0, "RFC 5280 section 4.2.1.4")
  return policies
}

function policyInformation(reader: DerReader): PolicyInformation {
  const oid = readOid(reader.read(tags.oid, "a policy identifier"))
  const list = reader.optional(tags.sequence)
  reader.close("a policy")
  return { oid, qualifiers: list === undefined ? [] : qualifiers(reader, list) }
}

function qualifiers(reader: DerReader, list: Element): readonly PolicyQualifier[] {
  const inner = reader.inside(list)
  const found: PolicyQualifier[] = []
  while (!inner.atEnd) {
    const one = inner.enter(tags.sequence, "a policy qualifier")
    found.push({ oid: readOid(one.read(tags.oid, "a qualifier identifier")), der: encoded(one.next()) })
    one.close("a policy qualifier")
  }
  if (found.length === 0)
    malformed("structure", "a list of policy qualifiers is empty", list.header, "RFC 5280 section 4.2.1.4")
  return found
}

export interface PolicyMapping {
  readonly issuerDomain: string
  readonly subjectDomain: string
}

export function readPolicyMappings(reader: DerReader): readonly PolicyMapping[] {
  const inner = reader.enter(tags.sequence, "policyMappings")
  const mappings: PolicyMapping[] = []
  while (!inner.atEnd) {
    const pair = inner.enter(tags.sequence, "a policy mapping")
    const issuerDomain = readOid(pair.read(tags.oid, "an issuer domain policy"))
    const subjectDomain = readOid(pair.read(tags.oid, "a subject domain policy"))
    pair.close("a policy mapping")
    mappings.push({ issuerDomain, subjectDomain })
  }
  if (mappings.length === 0)
    malformed("structure", "policyMappings maps nothing", reader.position, "RFC 5280 section 4.2.1.5")
  return mappings
}

/** How many further certificates (self-issued ones not counted) may pass before the constraint holds. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined
  readonly inhibitPolicyMapping: number | undefined
}

export function readPolicyConstraints(reader: DerReader): PolicyConstraints {
  const inner = reader.enter(tags.sequence, "policyConstraints")
  const explicit = inner.optional(contextTag(0))
  const mapping = inner.optional(contextTag(1))
  inner.close("policyConstraints")
  if (explicit === undefined && mapping === undefined)
    malformed(
      "structure",
      "policyConstraints constrains nothing",
      reader.position,
      "RFC 5280 section 4.2.1.11",
    )
  return {
    requireExplicitPolicy: explicit && readSmallInteger(explicit, "requireExplicitPolicy"),
    inhibitPolicyMapping: mapping && readSmallInteger(mapping, "inhibitPolicyMapping"),
  }
}

export function readInhibitAnyPolicy(reader: DerReader): number {
  return readSmallInteger(reader.read(tags.integer, "inhibitAnyPolicy"), "inhibitAnyPolicy")
}
