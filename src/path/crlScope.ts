/** Whether a revocation list covers a certificate: RFC 5280 sections 5.2.5 and 6.3.3 (b) to (e). */
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import {
  allReasons,
  type DistributionPoint,
  type DistributionPointName,
  type IssuingDistributionPoint,
  type ReasonFlag,
} from "../x509/extensions/revocation.js"
import { type GeneralName, generalNameText } from "../x509/generalName.js"
import { type Name, rdnKey, sameName } from "../x509/name.js"

/** The certificate's distribution points, then the one that stands for any list of its issuer. */
export function pointsOf(certificate: Certificate): readonly DistributionPoint[] {
  const points = certificate.extensions.crlDistributionPoints
  const own: DistributionPoint = {
    name: { kind: "full", names: [{ kind: "directory", name: certificate.issuer }] },
    reasons: undefined,
    crlIssuer: undefined,
  }
  return points?.ok === true ? [...points.value, own] : [own]
}

function issuingPoint(crl: Crl): IssuingDistributionPoint | undefined {
  const point = crl.extensions.issuingDistributionPoint
  return point?.ok === true ? point.value : undefined
}

/** Whether the list is issued by whom the distribution point says: section 6.3.3 (b) (1). */
export function isFromIssuer(crl: Crl, point: DistributionPoint, certificate: Certificate): boolean {
  if (point.crlIssuer === undefined) return sameName(crl.issuer, certificate.issuer)
  const isNamed = point.crlIssuer.some((name) => name.kind === "directory" && sameName(name.name, crl.issuer))
  return isNamed && issuingPoint(crl)?.indirectCrl === true
}

/** The reasons that the list covers for this certificate at this point; none when it is out of scope. */
export function coveredReasons(
  crl: Crl,
  point: DistributionPoint,
  certificate: Certificate,
): ReadonlySet<ReasonFlag> {
  const issuing = issuingPoint(crl)
  if (issuing !== undefined && !coversCertificate(issuing, crl, point, certificate)) return new Set()
  // Section 6.3.3 (d): what both the list and the point are for.
  return new Set(
    allReasons.filter(
      (reason) => (issuing?.onlySomeReasons?.has(reason) ?? true) && (point.reasons?.has(reason) ?? true),
    ),
  )
}

/** Section 6.3.3 (b) (2). */
function coversCertificate(
  issuing: IssuingDistributionPoint,
  crl: Crl,
  point: DistributionPoint,
  certificate: Certificate,
): boolean {
  if (issuing.onlyContainsAttributeCerts) return false
  if (certificate.isCa ? issuing.onlyContainsUserCerts : issuing.onlyContainsCaCerts) return false
  if (issuing.name === undefined) return true
  const wanted =
    point.name === undefined
      ? (point.crlIssuer ?? []).map(nameKey)
      : nameKeys(point.name, pointIssuer(point) ?? certificate.issuer)
  const own = new Set(nameKeys(issuing.name, crl.issuer))
  return wanted.some((key) => own.has(key))
}

function pointIssuer({ crlIssuer = [] }: DistributionPoint): Name | undefined {
  for (const name of crlIssuer) if (name.kind === "directory") return name.name
  return undefined
}

/** Section 4.2.1.13: a relative name continues the name of the list's issuer. */
function nameKeys(name: DistributionPointName, issuer: Name): readonly string[] {
  return name.kind === "full"
    ? name.names.map(nameKey)
    : [`directory ${[...issuer.rdnKeys, rdnKey(name.rdn)].join("\u0001")}`]
}

function nameKey(name: GeneralName): string {
  return name.kind === "directory" ? `directory ${name.name.key}` : generalNameText(name)
}
