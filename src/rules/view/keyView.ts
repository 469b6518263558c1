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
  readonly namesakes: readonly Namesake[]
}

/** A file that is called like the key's, and the SHA-256 of the keys of its certificates and requests. */
export interface Namesake {
  readonly place: string
  readonly keys: ReadonlySet<string>
}
