/** Clauses of RFC 5280 about one certificate; those about the path are in validate.ts. */
import type { ExtensionProblem } from "../x509/extensions.js"
import { extensionOids, usageOids } from "../x509/oids.js"
import { firstFatal } from "../x509/parsed.js"
import { breach, type Clause, duty, verdict } from "./clause.js"
import type { Reason } from "./rejection.js"

/** Any violation of DER or of section 4.1 makes the certificate unusable, but for what relying parties read over. */
export const isWellFormed = verdict(({ problems }) => {
  const problem = firstFatal(problems)
  return problem && { kind: "malformed", problem, citation: problem.citation ?? "RFC 5280 section 4.1" }
})

/** Strict reading: what relying parties read over counts, too. */
export const hasNoLapse = duty(({ problems: [problem], extensions }) => {
  if (problem !== undefined)
    return { kind: "malformed", problem, citation: problem.citation ?? "RFC 5280 section 4.1" }
  const found = extensions.firstProblem(undefined, "strict")
  return found && unreadable(found)
})

/** Section 6.1.3 (a) (2): notBefore and notAfter both belong to the validity (section 4.1.2.5). */
export const isInForce = verdict(({ notBefore, notAfter }, { at }) => {
  const citation = "RFC 5280 section 4.1.2.5"
  if (at < notBefore) return { kind: "not-yet-valid", at, notBefore, citation }
  return at > notAfter ? { kind: "expired", at, notAfter, citation } : undefined
})

/** RFC 5280 section 4.2.1.4: the CPS pointer and the user notice. */
const knownQualifiers: ReadonlySet<string> = new Set(["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"])

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
export const hasNoUnknownCritical = verdict(({ extensions }) => {
  const unknown = extensions.list.find(({ critical, oid }) => critical && !understood.has(oid))
  return unknown && { kind: "unknown-critical-extension", oid: unknown.oid, citation: "RFC 5280 section 4.2" }
})

/** Section 4.2: an extension that is recognised is processed, which takes reading it. */
export const hasReadableExtensions = verdict(({ extensions }) => {
  const found = extensions.firstProblem()
  return found && unreadable(found)
})

/** Section 4.2.1.4: who cannot interpret all of a critical policy extension, its qualifiers included, refuses it. */
export const hasKnownQualifiers = verdict(({ extensions }) => {
  const policies = extensions.certificatePolicies
  if (policies?.ok !== true || !extensions.isCritical("certificatePolicies")) return undefined
  const all = policies.value.flatMap(({ qualifiers }) => qualifiers)
  const unknown = all.find(({ oid }) => !knownQualifiers.has(oid))
  return (
    unknown && {
      kind: "policy",
      message: `its critical certificate policies have a qualifier that is not understood (${unknown.oid})`,
      citation: "RFC 5280 section 4.2.1.4",
    }
  )
})

/** Section 4.2.1.10: name constraints constrain something; BR 7.1.2.5.2 repeats it. */
export const constrainsSomething = verdict(({ extensions }) => {
  const constraints = extensions.nameConstraints
  if (constraints?.ok !== true) return undefined
  const { permitted = [], excluded = [] } = constraints.value
  return permitted.length + excluded.length > 0
    ? undefined
    : breach("name-constraints-empty", "its name constraints constrain nothing", "RFC 5280 section 4.2.1.10")
})

function unreadable({ extension, problem }: ExtensionProblem): Reason {
  return {
    kind: "malformed-extension",
    oid: extension.oid,
    problem,
    citation: problem.citation ?? "RFC 5280 section 4.2",
  }
}

/** Section 6.1.4 (k): who issues is a CA by basicConstraints, which only version 3 can say. */
export const isCa = verdict((certificate) =>
  certificate.version === 3 && certificate.isCa
    ? undefined
    : { kind: "not-a-ca", citation: "RFC 5280 section 4.2.1.9" },
)

/** Section 6.1.4 (n): keyCertSign, where key usage is given. */
export const maySignCertificates = verdict(({ extensions }) => {
  const usage = extensions.keyUsage
  return usage?.ok === true && !usage.value.has("keyCertSign")
    ? { kind: "key-usage", missing: "keyCertSign", citation: "RFC 5280 section 4.2.1.3" }
    : undefined
})

/** Section 4.2.1.12: where extended key usage is given, for an intermediate or the leaf, it holds the purpose. */
export const servesUsage = verdict(({ extensions }, { usage }) => {
  const purposes = extensions.extKeyUsage
  if (usage === undefined || purposes?.ok !== true) return undefined
  if (purposes.value.includes(usageOids[usage]) || purposes.value.includes(usageOids.any)) return undefined
  return {
    kind: "extended-key-usage",
    wanted: usage,
    found: purposes.value,
    citation: "RFC 5280 section 4.2.1.12",
  }
})

/** Section 4.2.1.10: name constraints belong into CA certificates only. */
export const hasNoStrayNameConstraints = duty((certificate) =>
  certificate.extensions.has("nameConstraints") && !certificate.isCa
    ? breach("name-constraints-on-leaf", "it is no CA but has name constraints", "RFC 5280 section 4.2.1.10")
    : undefined,
)

/** Section 4.1.2.4: the issuer has a name. */
export const hasIssuerName = verdict(({ issuer }) =>
  issuer.isEmpty ? breach("empty-issuer", "its issuer has no name", "RFC 5280 section 4.1.2.4") : undefined,
)

/** Section 4.1.2.6: a CA has a name. */
export const hasSubjectName = duty(({ subject }) =>
  subject.isEmpty
    ? breach("empty-ca-subject", "it is a CA without a name", "RFC 5280 section 4.1.2.6")
    : undefined,
)

/** Section 4.2.1.6: without a subject the alternative names must be critical. */
export const hasCriticalNamesWithoutSubject = verdict(({ subject, extensions }) =>
  subject.isEmpty && !extensions.isCritical("subjectAltName")
    ? breach(
        "san-not-critical",
        "its subject is empty, so its subjectAltName must be critical",
        "RFC 5280 section 4.1.2.6",
      )
    : undefined,
)

export const leafClauses: readonly Clause[] = [
  isWellFormed,
  isInForce,
  hasNoUnknownCritical,
  hasReadableExtensions,
  hasKnownQualifiers,
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
  hasKnownQualifiers,
  constrainsSomething,
  isCa,
  maySignCertificates,
  servesUsage,
  hasIssuerName,
  hasSubjectName,
]
