import type { Secret } from "../secret.js"

/** A key to try, in the order given. */
export interface IdentityKey {
  /** Names it in errors. */
  readonly file: string
  /** The private key file; without it only an agent can sign with this key. */
  readonly content?: Secret
  /** The public half, as the wire has it; tells whether an agent holds the key. */
  readonly publicKey?: Uint8Array
  /** Nobody named it: it is only where keys usually are, and tried after whatever an agent holds. */
  readonly usual?: boolean
  /** Asked for when the key turns out to be encrypted; undefined when nobody knows it. */
  readonly passphrase?: () => Promise<Secret | undefined>
}

/** Asks a human for the log-in password, only when the server wants one. */
export type AskPassword = (target: {
  readonly host: string
  readonly user: string
}) => Promise<Secret | undefined>

/** What to authenticate with, tried in this order: keys that were named, what the agent holds, usual keys, password. */
export interface Credentials {
  /** Path of the agent's socket. */
  readonly agent?: string
  /** Of what the agent holds, only the keys given here (IdentitiesOnly). */
  readonly identitiesOnly?: boolean
  readonly keys: readonly IdentityKey[]
  readonly password?: AskPassword
}
