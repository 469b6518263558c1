import type { Question } from "../assess/question.js"
import type { Certificate } from "../x509/certificate.js"

export interface AssembleOptions extends Question {
  /** The SubjectPublicKeyInfo of the private key. */
  readonly publicKey: Uint8Array
  /** How messages name the key. */
  readonly keyName: string
}

/** The certificate and its chain as Zimbra wants them. */
export interface Assembled {
  readonly leaf: Certificate
  /** Intermediates from the leaf's issuer upwards, then the root. */
  readonly chain: readonly [Certificate, ...Certificate[]]
}
