import type { PublicKey } from "../../x509/publicKey.js"

/** A private key among the inputs, seen through its public half. */
export interface KeyView {
  /** Undefined when it is encrypted and no passphrase opens it. */
  readonly publicKey: PublicKey | undefined
  readonly encrypted: boolean
  /** SHA-256 of its subjectPublicKeyInfo; undefined with the key. */
  readonly fingerprint: string | undefined
  /** SHA-256 of the subjectPublicKeyInfo of each certificate and request beside it. */
  readonly others: ReadonlySet<string>
  /** Certificates and requests in files that are called like the key's: their place and SHA-256 of their key. */
  readonly namesakes: readonly { readonly place: string; readonly fingerprint: string }[]
}
