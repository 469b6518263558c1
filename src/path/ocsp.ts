/** Whether an OCSP response may be believed, and what it says: RFC 6960 sections 3.2 and 4.2.2. */
import { createHash } from "node:crypto"
import type { Certificate } from "../x509/certificate.js"
import { sameName } from "../x509/name.js"
import type { OcspResponse, OcspSingle } from "../x509/ocsp.js"
import { usageOids } from "../x509/oids.js"
import type { PublicKey } from "../x509/publicKey.js"
import { verifySignature } from "../x509/signature.js"
import { hasNoUnknownCritical, hasReadableExtensions, isInForce, isWellFormed } from "./rfcClauses.js"
import type { ValidationRun } from "./validationRun.js"

/** What the responses at hand say about one certificate. */
export type OcspAnswer =
  | { readonly kind: "good" }
  | { readonly kind: "revoked"; readonly since: Date; readonly reason: string }
  /** There is a response, but it may not be used or does not know. */
  | { readonly kind: "unusable"; readonly message: string }

/** Whoever issued the certificate, with the key that holds on its path. */
export interface OcspIssuer {
  readonly certificate: Certificate
  readonly key: PublicKey
}

/** Looks for the certificate in all responses; undefined when none is about it. A revocation outweighs the rest. */
export function askOcsp(
  certificate: Certificate,
  issuer: OcspIssuer,
  session: ValidationRun,
): OcspAnswer | undefined {
  let answer: OcspAnswer | undefined
  for (const response of session.question.ocsp) {
    const single = response.singles.find((one) => isAbout(one, certificate, issuer))
    if (single === undefined) continue
    const found = judge(response, single, issuer, session)
    if (found.kind === "revoked") return found
    if (answer === undefined || found.kind === "good") answer = found
  }
  return answer
}

/** RFC 6960 section 4.1.1: serial number, and hashes of the issuer's name and key. */
function isAbout(
  single: OcspSingle,
  certificate: Certificate,
  { certificate: issuer, key }: OcspIssuer,
): boolean {
  if (single.hash === undefined || single.serial !== certificate.serial) return false
  const digest = (bytes: Uint8Array): string =>
    createHash(single.hash ?? "sha1")
      .update(bytes)
      .digest("hex")
  return digest(issuer.subject.der) === single.issuerNameHash && digest(key.bits) === single.issuerKeyHash
}

/** RFC 6960 section 3.2: signed by whom it may be, and current. */
function judge(
  response: OcspResponse,
  single: OcspSingle,
  issuer: OcspIssuer,
  session: ValidationRun,
): OcspAnswer {
  const { at } = session.question
  const unusable = (message: string): OcspAnswer => ({
    kind: "unusable",
    message: `the OCSP response ${message}`,
  })
  if (!isSignedByResponder(response, issuer, session))
    return unusable("is not signed by the issuer or its responder")
  if (hasUnknownCritical(response) || hasUnknownCritical(single))
    return unusable("has a critical extension that is not understood")
  if (single.thisUpdate > at) return unusable("is not valid yet")
  // Without nextUpdate newer information is always available (section 4.2.2.1), so that a file says nothing.
  if (single.nextUpdate === undefined || single.nextUpdate < at) return unusable("has expired")
  return single.status.kind === "unknown" ? unusable("does not know the certificate") : single.status
}

function hasUnknownCritical({ extensions }: Pick<OcspSingle, "extensions">): boolean {
  return extensions.list.some(({ critical }) => critical)
}

/** Section 4.2.2.2: the issuer itself, or somebody whom the issuer has certified for OCSP signing. */
function isSignedByResponder(response: OcspResponse, issuer: OcspIssuer, session: ValidationRun): boolean {
  if (isResponder(response, issuer.certificate, issuer.key)) return isSigned(response, issuer.key, session)
  return response.certificates.some(
    (delegate) =>
      isResponder(response, delegate, delegate.publicKey) &&
      isDelegate(delegate, issuer, session) &&
      isSigned(response, delegate.publicKey, session),
  )
}

function isResponder({ responder }: OcspResponse, { subject }: Certificate, { bits }: PublicKey): boolean {
  return responder.kind === "name"
    ? sameName(responder.name, subject)
    : createHash("sha1").update(bits).digest("hex") === responder.hash
}

function isDelegate(delegate: Certificate, issuer: OcspIssuer, session: ValidationRun): boolean {
  const usage = delegate.extensions.extKeyUsage
  if (usage?.ok !== true || !usage.value.includes(usageOids.ocspSigning)) return false
  if (!sameName(delegate.issuer, issuer.certificate.subject)) return false
  const context = { at: session.question.at, role: "leaf", usage: undefined, names: [] } as const
  const clauses = [isWellFormed, isInForce, hasNoUnknownCritical, hasReadableExtensions]
  return (
    clauses.every((clause) => clause.check(delegate, context) === undefined) &&
    session.signatureFault(delegate, issuer.certificate, issuer.key) === undefined
  )
}

function isSigned(
  { signatureAlgorithm, tbs, signature }: OcspResponse,
  key: PublicKey,
  session: ValidationRun,
): boolean {
  if (session.question.profile.signature(signatureAlgorithm) !== undefined) return false
  return (
    session.budget.spend("signatures") &&
    verifySignature(signatureAlgorithm, key, tbs, signature).kind === "valid"
  )
}
