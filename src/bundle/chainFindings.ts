import type { Finding } from "../finding.js"
import type { Certificate } from "../x509/certificate.js"
import { accessMethods } from "../x509/extensions/revocation.js"
import type { AssembleOptions } from "./assemble.js"
import { certificateName, certificateSubject, issuerName } from "./certificateNames.js"
import type { Chain, ChainSearch } from "./chain.js"
import type { Delivered, Delivery } from "./delivery.js"
import { bundleFindings } from "./findings.js"
import { bundleRemarks } from "./remarks.js"

/** What is wrong with the best chain, or why there is none. */
export function chainFindings(
  leaf: Delivered,
  search: ChainSearch,
  delivery: Delivery,
  options: AssembleOptions,
): Finding[] {
  const [best] = search.chains
  const issuers = best?.issuers ?? []
  return [
    ...(best === undefined ? noChain(leaf, search, delivery) : standing(best, options)),
    ...dates([leaf.certificate, ...issuers], delivery, options.at),
  ]
}

/** Where a file is damaged, what is missing is in it, and the damage is already reported. */
function noChain(leaf: Delivered, { deadEnd }: ChainSearch, { findings }: Delivery): Finding[] {
  if (findings.some(({ code }) => damage.has(code))) return []
  const certificate = deadEnd?.certificate ?? leaf.certificate
  const facts = { name: certificateName(certificate), issuer: issuerName(certificate) }
  const subject = certificateSubject(certificate)
  return deadEnd?.wrongSignature === true
    ? [bundleFindings.wrongSignature(subject, facts)]
    : [bundleFindings.intermediateMissing(subject, { ...facts, url: issuerUrl(certificate) })]
}

const damage = new Set([bundleFindings.brokenPem.kind.code, bundleFindings.brokenCertificate.kind.code])

function standing({ root, retired, standing }: Chain, { ownRoot, store }: AssembleOptions): Finding[] {
  const subject = certificateSubject(root)
  const name = certificateName(root)
  if (retired !== undefined) {
    const { by, since, instead } = retired
    return [bundleFindings.retiredRoot(subject, { root: name, by, since, instead })]
  }
  if (standing === "trusted") return []
  return ownRoot
    ? [bundleRemarks.rootAsDelivered(subject, { root: name, fingerprint: root.fingerprint })]
    : [bundleFindings.untrustedRoot(subject, { root: name, store: store.name })]
}

function dates(certificates: readonly Certificate[], delivery: Delivery, at: Date): Finding[] {
  return certificates.flatMap((certificate) => {
    const { notBefore, notAfter, fingerprint } = certificate
    const delivered = delivery.certificates.find((entry) => entry.certificate.fingerprint === fingerprint)
    const subject = delivered?.subject ?? certificateSubject(certificate)
    const name = certificateName(certificate)
    if (at > notAfter) return [bundleFindings.expired(subject, { name, notAfter: dayOf(notAfter) })]
    return at < notBefore
      ? [bundleFindings.notYetValid(subject, { name, notBefore: notBefore.toISOString() })]
      : []
  })
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
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}
