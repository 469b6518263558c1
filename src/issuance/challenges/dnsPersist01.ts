/** dns-persist-01 (draft-ietf-acme-dns-persist): one lasting record a name, which no renewal changes. */
import type { TxtRecord } from "../../acme/keyAuthorization.js"

export interface PersistentAuthorization {
  /** Without `*.`. */
  readonly domain: string
  /** One of the challenge's `issuer-domain-names`. */
  readonly issuer: string
  /** The account's URL: who may order. */
  readonly accountUri: string
  /** Whether wildcards and names below are meant, too. */
  readonly wildcard: boolean
  /** Seconds since the epoch; for ever unless given. */
  readonly persistUntil?: number
}

/** The record that a human publishes once. No solver of this kind is needed: the challenge is answered as it stands. */
export function dnsPersist01Record(wanted: PersistentAuthorization): TxtRecord {
  const { accountUri, domain, issuer, persistUntil, wildcard } = wanted
  const parts = [
    ...[issuer, `accounturi=${accountUri}`],
    ...(wildcard ? ["policy=wildcard"] : []),
    ...(persistUntil === undefined ? [] : [`persistUntil=${persistUntil}`]),
  ]
  return { name: `_validation-persist.${domain}`, value: parts.join("; ") }
}
