/** What a challenge wants to see: RFC 8555 section 8. */
import { createHash, type KeyObject } from "node:crypto"
import { thumbprint } from "./jws.js"

/** RFC 8555 section 8.1: the token, a full stop, and the thumbprint of the account's key. */
export function keyAuthorization(token: string, accountKey: KeyObject): string {
  return `${token}.${thumbprint(accountKey)}`
}

/** RFC 8555 section 8.3: where a plain HTTP request on port 80 finds the key authorization. */
export interface HttpResource {
  /** An absolute path. */
  readonly path: string
  readonly content: string
}

export function http01Resource(token: string, authorization: string): HttpResource {
  return { path: `/.well-known/acme-challenge/${token}`, content: authorization }
}

/** RFC 8555 section 8.4: a TXT record; several of one name stand beside each other. */
export interface TxtRecord {
  /** A name without its final full stop. */
  readonly name: string
  readonly value: string
}

/** @param domain as in the authorization: of a wildcard, the name without `*.` */
export function dns01Record(domain: string, authorization: string): TxtRecord {
  const value = createHash("sha256").update(authorization).digest("base64url")
  return { name: `_acme-challenge.${domain}`, value }
}
