/** Clauses of RFC 5280 about one certificate; those about the path are in validate.ts. */
import { extensionOids, usageOids } from "../x509/oids.js"
import { breach, type Clause } from "./clause.js"

/** Strict reading: any violation of DER or of section 4.1 makes the certificate unusable. */
export const isWellFormed: Clause = ({ problems }) => {
  const [problem] = problems
  return problem && { kind: "malformed", problem, citation: problem.citation ?? "RFC 5280 section 4.1" }
}

/** Section 6.1.3 (a) (2): notBefore and notAfter both belong to the validity (section 4.1.2.5). */
export const isInForce: Clause = ({ notBefore, notAfter }, { at }) => {
  const citation = "RFC 5280 section 4.1.2.5"
  if (at < notBefore) return { kind: "not-yet-valid", at, notBefore, citation }
  return at > notAfter ? { kind: "expired", at, notAfter, citation } : undefined
}

const understood: ReadonlySet<string> = new Set([
  extensionOids.basicConstraints,
  extensionOids.keyUsage,
  extensionOids.subjectAltName,
  extensionOids.issuerAltName,
  extensionOids.nameConstraints,
  extensionOids.certificatePolicies,
  extensionOids.policyMappings,
  extensionOids.policyConstraints,
  extensionOids.inhibitAnyPolicy,
  extensionOids.extKeyUsage,
  extensionOids.crlDistributionPoints,
  extensionOids.subjectKeyIdentifier,
  extensionOids.authorityKeyIdentifier,
  extensionOids.authorityInfoAccess,
  extensionOids.subjectInfoAccess,
  extensionOids.freshestCrl,
  extensionOids.tlsFeature,
  extensionOids.ocspNoCheck,
])

/** Sections 4.2, 6.1.4 (o) and 6.1.5 (f): a critical extension must be understood. */
export const hasNoUnknownCritical: Clause = ({ extensions }) => {
  const unknown = extensions.list.find(({ critical, oid }) => critical && !understood.has(oid))
  return unknown && { kind: "unknown-critical-extension", oid: unknown.oid, citation: "RFC 5280 section 4.2" }
}

/** Section 4.2: an extension that is recognised is processed, which takes reading it. */
export const hasReadableExtensions: Clause = ({ extensions }) => {
  const found = extensions.firstProblem()
  if (found === undefined) return undefined
  const { extension, problem } = found
  return {
    kind: "malformed-extension",
    oid: extension.oid,
    problem,
    citation: problem.citation ?? "RFC 5280 section 4.2",
  }
}

/** Section 6.1.4 (k): who issues is a CA by basicConstraints, which only version 3 can say. */
export const isCa: Clause = (certificate) =>
  certificate.version === 3 && certificate.isCa
    ? undefined
    : { kind: "not-a-ca", citation: "RFC 5280 section 4.2.1.9" }

/** Section 6.1.4 (n): keyCertSign, where key usage is given. */
export const maySignCertificates: Clause = ({ extensions }) => {
  const usage = extensions.keyUsage
  return usage?.ok === true && !usage.value.has("keyCertSign")
    ? { kind: "key-usage", missing: "keyCertSign", citation: "RFC 5280 section 4.2.1.3" }
    : undefined
}

/** Section 4.2.1.12: where extended key usage is given, for an intermediate or the leaf, it holds the purpose. */
export const servesUsage: Clause = ({ extensions }, { usage }) => {
  const purposes = extensions.extKeyUsage
  if (usage === undefined || purposes?.ok !== true) return undefined
  if (purposes.value.includes(usageOids[usage]) || purposes.value.includes(usageOids.any)) return undefined
  return {
    kind: "extended-key-usage",
    wanted: usage,
    found: purposes.value,
    citation: "RFC 5280 section 4.2.1.12",
  }
}

/** Section 4.2.1.10: name constraints belong into CA certificates only. */
export const hasNoStrayNameConstraints: Clause = (certificate) =>
  certificate.extensions.has("nameConstraints") && !certificate.isCa
    ? breach("name-constraints-on-leaf", "it is no CA but has name constraints", "RFC 5280 section 4.2.1.10")
    : undefined

/** Section 4.1.2.4: the issuer has a name. */
export const hasIssuerName: Clause = ({ issuer }) =>
  issuer.isEmpty ? breach("empty-issuer", "its issuer has no name", "RFC 5280 section 4.1.2.4") : undefined

/** Section 4.1.2.6: a CA has a name. */
export const hasSubjectName: Clause = ({ subject }) =>
  subject.isEmpty
    ? breach("empty-ca-subject", "it is a CA without a name", "RFC 5280 section 4.1.2.6")
    : undefined

/** Section 4.2.1.6: without a subject the alternative names must be critical. */
export const hasCriticalNamesWithoutSubject: Clause = ({ subject, extensions }) =>
  subject.isEmpty && !extensions.isCritical("subjectAltName")
    ? breach(
        "san-not-critical",
        "its subject is empty, so its subjectAltName must be critical",
        "RFC 5280 section 4.1.2.6",
      )
    : undefined

export const leafClauses: readonly Clause[] = [
  isWellFormed,
  isInForce,
  hasNoUnknownCritical,
  hasReadableExtensions,
  servesUsage,
  hasIssuerName,
  hasCriticalNamesWithoutSubject,
  hasNoStrayNameConstraints,
]

export const issuerClauses: readonly Clause[] = [
  isWellFormed,
  isInForce,
  hasNoUnknownCritical,
  hasReadableExtensions,
  isCa,
  maySignCertificates,
  servesUsage,
  hasIssuerName,
  hasSubjectName,
]
