import type { KeyObject } from "node:crypto"

/** A private key found among the inputs, and the public keys it could belong to. */
export interface KeyView {
  /** Undefined when it is encrypted and no passphrase was given. */
  readonly key: KeyObject | undefined
  readonly encrypted: boolean
  /** SHA-256 of its subjectPublicKeyInfo; undefined with the key. */
  readonly fingerprint: string | undefined
  /** SHA-256 of the subjectPublicKeyInfo of each certificate and request among the inputs. */
  readonly others: ReadonlySet<string>
}
