import type { Secret } from "../secret.js"

/** A private key file to try, in the order given. */
export interface IdentityKey {
  readonly file: string
  readonly content: Secret
  /** Asked for when the key turns out to be encrypted; undefined when nobody knows it. */
  readonly passphrase?: () => Promise<Secret | undefined>
}

/** Asks a human for the log-in password, only when the server wants one. */
export type AskPassword = (target: {
  readonly host: string
  readonly user: string
}) => Promise<Secret | undefined>

/** What to authenticate with; everything is tried in this order: agent, keys, password. */
export interface Credentials {
  /** Path of the agent's socket. */
  readonly agent?: string
  readonly keys: readonly IdentityKey[]
  readonly password?: AskPassword
}
