import type { Finding } from "../finding.js"
import type { Rejection } from "../path/rejection.js"
import type { Certificate } from "../x509/certificate.js"
import { isSignedByOwnKey } from "../x509/certificateSignature.js"
import { isSignedWithSha1 } from "../x509/signatureName.js"
import { certificateName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import type { SubjectOf } from "./question.js"

/**
 * Certificates on the way that are signed with SHA-1. `openssl verify`, and so zmcertmgr, takes them; OpenSSL 3 as a server
 * does not load them at its usual security level ("ca md too weak"), and browsers refuse them from any CA. What signed
 * itself is believed for another reason than its signature, which nobody looks at.
 */
export function signatureFindings(way: readonly Certificate[], subjectOf: SubjectOf): Finding[] {
  return way
    .filter((one) => isSignedWithSha1(one.signatureAlgorithm) && !(one.isSelfIssued && isSignedByOwnKey(one)))
    .map((one) => faultFinding(faults.sha1Signature, subjectOf(one), { name: certificateName(one) }))
}

/** Whether that finding says it. */
export function isOfSha1({ kind, certificate }: Rejection): boolean {
  return kind === "weak-signature" && isSignedWithSha1(certificate.signatureAlgorithm)
}
