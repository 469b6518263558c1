/** Whether an OCSP response may be believed, and what it says: RFC 6960 sections 3.2 and 4.2.2. */
import { createHash } from "node:crypto"
import type { Certificate } from "../x509/certificate.js"
import { sameName } from "../x509/name.js"
import type { OcspResponse, OcspSingle } from "../x509/ocsp.js"
import { usageOids } from "../x509/oids.js"
import type { PublicKey } from "../x509/publicKey.js"
import { verifySignature } from "../x509/signature.js"
import { reasonText } from "./rejection.js"
import { hasNoUnknownCritical, hasReadableExtensions, isInForce, isWellFormed } from "./rfcClauses.js"
import type { ValidationRun } from "./validationRun.js"

/** What the responses at hand say about one certificate. */
export type OcspAnswer =
  | { readonly kind: "good" }
  | { readonly kind: "revoked"; readonly since: Date; readonly reason: string }
  /** There is a response, but it may not be used or does not know. */
  | { readonly kind: "unusable"; readonly message: string; readonly isUnknown?: true }

/** Whoever issued the certificate, with the key that holds on its path. */
export interface OcspIssuer {
  readonly certificate: Certificate
  readonly key: PublicKey
}

/**
 * Looks for the certificate in all responses, each of whose answers counts; undefined when none is about it. A
 * revocation outweighs the rest.
 */
export function askOcsp(
  certificate: Certificate,
  issuer: OcspIssuer,
  session: ValidationRun,
): OcspAnswer | undefined {
  let answer: OcspAnswer | undefined
  for (const response of session.question.ocsp) {
    const about = response.singles.filter((one) => isAbout(one, certificate, issuer))
    if (about.length === 0) continue
    const fault = responseFault(response, issuer, session)
    for (const single of about) {
      const found = fault === undefined ? judge(single, session.question.at) : unusable(fault)
      if (found.kind === "revoked") return found
      if (answer === undefined || found.kind === "good") answer = found
    }
  }
  return answer
}

/** RFC 6960 section 4.1.1: serial number, and hashes of the issuer's name and key. */
export function isAbout(
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

function unusable(message: string): Extract<OcspAnswer, { kind: "unusable" }> {
  return { kind: "unusable", message: `the OCSP response ${message}` }
}

/** RFC 6960 section 3.2: signed by whom it may be. */
function responseFault(
  response: OcspResponse,
  issuer: OcspIssuer,
  session: ValidationRun,
): string | undefined {
  const algorithm = session.question.profile.signature(response.signatureAlgorithm)
  if (algorithm !== undefined) return `cannot be used: ${reasonText(algorithm)}`
  if (!isSignedByResponder(response, issuer, session)) return "is not signed by the issuer or its responder"
  return hasUnknownCritical(response) ? "has a critical extension that is not understood" : undefined
}

/** BR 4.9.10: no response of a CA is older. */
const daysWithoutNextUpdate = 10

/** RFC 6960 section 3.2: current. Without nextUpdate newer information is always available (section 4.2.2.1). */
function judge(single: OcspSingle, at: Date): OcspAnswer {
  const { thisUpdate, nextUpdate, status } = single
  if (hasUnknownCritical(single)) return unusable("has a critical extension that is not understood")
  if (thisUpdate > at) return unusable("is not valid yet")
  if (nextUpdate !== undefined && nextUpdate < at) return unusable("has expired")
  if (status.kind === "unknown") return { ...unusable("does not know the certificate"), isUnknown: true }
  const isOld = at.getTime() - thisUpdate.getTime() > daysWithoutNextUpdate * 86_400_000
  return status.kind === "good" && nextUpdate === undefined && isOld
    ? unusable(
        `says nothing about now: it is of ${thisUpdate.toISOString().slice(0, 10)}, without a next update`,
      )
    : status
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
  return (
    session.budget.spend("signatures") &&
    verifySignature(signatureAlgorithm, key, tbs, signature).kind === "valid"
  )
}
