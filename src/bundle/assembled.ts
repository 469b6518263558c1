import type { Place, Subject } from "../finding.js"
import type { ProfileName } from "../path/profile.js"
import type { TrustStore } from "../path/trustStore.js"
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import type { OcspResponse } from "../x509/ocsp.js"
import type { SanEntry } from "../x509/sanEntry.js"

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
  /** `public` for public CAs; `private` for one's own, which need not keep the Baseline Requirements. */
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
