import type { Secret } from "../secret.js"

/** A private key file to try, in the order given. */
export interface IdentityKey {
  readonly file: string
  readonly content: Secret
  readonly passphrase?: Secret
}

/** What to authenticate with; everything is tried in this order: agent, keys, password. */
export interface Credentials {
  /** Path of the agent's socket. */
  readonly agent?: string
  readonly keys: readonly IdentityKey[]
  /** Asked at most once a host, only when the server offers it. */
  readonly password?: (target: { host: string; user: string }) => Promise<Secret | undefined>
}
