import { type Finding, type Place, reaches, type Subject } from "../finding.js"
import type { ProfileName } from "../path/profile.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import { sameBytes } from "../x509/derValues.js"
import type { OcspResponse } from "../x509/ocsp.js"
import type { SanEntry } from "../x509/sanEntry.js"
import { certificateName } from "./certificateNames.js"
import { chainFindings } from "./chainFindings.js"
import type { Delivered, Delivery } from "./delivery.js"
import { findChain } from "./findChain.js"
import { bundleFindings } from "./findings.js"
import { leafFindings } from "./leafFindings.js"
import { bundleRemarks } from "./remarks.js"
import { repairs } from "./repairs.js"

/** A name that the certificate must be valid for, and where that follows from. */
export interface RequiredName {
  readonly entry: SanEntry
  readonly reason: string
  readonly subject: Subject
  readonly at?: Place
}

export interface AssembleOptions {
  /** The SubjectPublicKeyInfo of the private key. */
  readonly publicKey: Uint8Array
  /** How messages name the key. */
  readonly keyName: string
  readonly store: TrustStore
  readonly at: Date
  /** `webpki` for public CAs; `rfc5280` for one's own, which need not keep the Baseline Requirements. */
  readonly profile: ProfileName
  readonly names: readonly RequiredName[]
  /** Revocation lists to consult, as far as they cover the chain. */
  readonly crls?: readonly Crl[]
  /** OCSP responses to consult, likewise. */
  readonly ocsp?: readonly OcspResponse[]
  /** One's own CA: its root counts as it was delivered, known to the store or not. */
  readonly ownRoot: boolean
}

/** The certificate and its chain as Zimbra wants them. */
export interface Assembled {
  readonly leaf: Certificate
  /** Intermediates from the leaf's issuer upwards, then the root. */
  readonly chain: readonly [Certificate, ...Certificate[]]
}

/**
 * Finds the leaf by its key among what was delivered, orders and completes its chain, and checks everything
 * that can be known before a server is touched. With any error there is nothing to write.
 */
export function assemble(
  delivery: Delivery,
  options: AssembleOptions,
): { readonly assembled?: Assembled; readonly findings: readonly Finding[] } {
  const [chosen, ...older] = matching(delivery.certificates, options.publicKey)
  if (chosen === undefined) return { findings: [...delivery.findings, ...noLeaf(delivery, options)] }
  const leaf = chosen.certificate
  const pool = delivery.certificates.map(({ certificate }) => certificate)
  const result = findChain(leaf, pool, options)
  const facts = { count: older.length + 1, chosen: leaf.notBefore.toISOString().slice(0, 10) }
  const findings = [
    ...delivery.findings,
    ...(older.length === 0 ? [] : [bundleRemarks.severalLeaves(chosen.subject, facts)]),
    ...leafFindings(chosen, delivery.requests, options),
    ...chainFindings(chosen, result, delivery, options),
  ]
  if (!result.found || reaches(findings, "error")) return { findings }
  const assembled = { leaf, chain: result.chain }
  return { assembled, findings: [...findings, ...repairs(assembled, delivery, options)] }
}

function matching(certificates: readonly Delivered[], publicKey: Uint8Array): Delivered[] {
  return certificates
    .filter(({ certificate }) => sameBytes(certificate.publicKey.der, publicKey))
    .toSorted((a, b) => b.certificate.notBefore.getTime() - a.certificate.notBefore.getTime())
}

/** Where a file could not be read, the certificate may be in it: saying more would only distract. */
function noLeaf({ certificates, findings }: Delivery, { keyName }: AssembleOptions): Finding[] {
  const found = certificates
    .filter(({ certificate }) => !certificate.isCa)
    .map(({ certificate }) => certificateName(certificate))
  if (found.length === 0 && reaches(findings, "error")) return []
  return [bundleFindings.keyMismatch({ kind: "file", file: keyName }, { key: keyName, found })]
}
