import type { Finding, Subject } from "../finding.js"
import { type Rejection, rejectionText } from "../path/rejection.js"
import type { Certificate } from "../x509/certificate.js"
import { isoDay } from "../x509/day.js"
import { accessMethods } from "../x509/extensions/revocation.js"
import { extensionOids } from "../x509/oids.js"
import type { AssembleOptions } from "./assembled.js"
import { certificateName, certificateSubject, issuerName } from "./certificateNames.js"
import type { Delivered, Delivery } from "./delivery.js"
import type { ChainResult } from "./findChain.js"
import { bundleFindings } from "./findings.js"
import { bundleNotices } from "./notices.js"

/** What is wrong with the chain that was found, or why none was. */
export function chainFindings(
  leaf: Delivered,
  result: ChainResult,
  delivery: Delivery,
  options: AssembleOptions,
): Finding[] {
  if (result.found) return standing(result, options)
  return telling(result.verification.rejections, leaf.certificate)
    .filter((rejection) => !isKnown(rejection, delivery))
    .map((rejection) => rejectionFinding(rejection, subjectOf(rejection.certificate, delivery)))
}

function standing(
  { root, retired, standing }: Extract<ChainResult, { found: true }>,
  { ownRoot, store }: AssembleOptions,
): Finding[] {
  const subject = certificateSubject(root)
  const name = certificateName(root)
  if (retired !== undefined) {
    const { by, since, instead } = retired
    return [bundleFindings.retiredRoot(subject, { root: name, by, since, instead })]
  }
  if (standing === "trusted") return []
  return ownRoot
    ? [bundleNotices.rootAsDelivered(subject, { root: name, fingerprint: root.fingerprint })]
    : [bundleFindings.untrustedRoot(subject, { root: name, store: store.name })]
}

/** All that is wrong with the leaf itself; only where it is right, what stopped the path. */
function telling(rejections: readonly Rejection[], { fingerprint }: Certificate): readonly Rejection[] {
  const own = rejections.filter(
    ({ certificate, kind }) => certificate.fingerprint === fingerprint && !linkFaults.has(kind),
  )
  return own.length > 0 ? own : rejections.slice(0, 1)
}

/** Faults between two certificates rather than of one. */
const linkFaults: ReadonlySet<Rejection["kind"]> = new Set(["issuer-not-found", "bad-signature", "loop"])

const damage = new Set([bundleFindings.brokenPem.kind.code, bundleFindings.brokenCertificate.kind.code])

/** Reported already: names by leafFindings, and a missing issuer where a damaged file will have held it. */
function isKnown(rejection: Rejection, { findings }: Delivery): boolean {
  if (rejection.kind === "malformed-extension") return rejection.oid === extensionOids.subjectAltName
  return rejection.kind === "issuer-not-found" && findings.some(({ code }) => damage.has(code))
}

function rejectionFinding(rejection: Rejection, subject: Subject): Finding {
  const { certificate, role } = rejection
  const name = certificateName(certificate)
  const issuer = issuerName(certificate)
  switch (rejection.kind) {
    case "expired":
      return bundleFindings.expired(subject, { name, notAfter: isoDay(rejection.notAfter) })
    case "revoked":
      return bundleFindings.revoked(subject, {
        name,
        since: isoDay(rejection.since),
        reason: rejection.reason,
      })
    case "revocation-unknown":
      return bundleFindings.revocationUnknown(subject, { name, problem: rejection.message })
    case "not-yet-valid":
      return bundleFindings.notYetValid(subject, { name, notBefore: rejection.notBefore.toISOString() })
    case "issuer-not-found":
      return bundleFindings.intermediateMissing(subject, { name, issuer, url: issuerUrl(certificate) })
    case "bad-signature":
      return bundleFindings.wrongSignature(subject, { name, issuer })
    case "extended-key-usage":
      if (role === "leaf") return bundleFindings.noServerAuth(subject, { name })
      break
    default:
  }
  const facts = { problem: rejectionText(rejection), clause: rejection.citation ?? "" }
  return bundleFindings.invalidChain(subject, facts)
}

function subjectOf(certificate: Certificate, { certificates }: Delivery): Subject {
  const delivered = certificates.find((entry) => entry.certificate.fingerprint === certificate.fingerprint)
  return delivered?.subject ?? certificateSubject(certificate)
}

function issuerUrl(certificate: Certificate): string {
  const access = certificate.extensions.authorityInfoAccess
  if (access?.ok !== true) return ""
  const urls = access.value.flatMap(({ method, location }) =>
    method === accessMethods.caIssuers && location.kind === "uri" ? [location.value] : [],
  )
  return urls[0] ?? ""
}

/** `2026-05-01` */
