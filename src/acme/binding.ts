/** External account binding: RFC 8555 section 7.3.4. */
import type { KeyObject } from "node:crypto"
import { ToolError } from "../errors.js"
import { Secret } from "../secret.js"
import { type FlattenedJws, macJws, publicJwk } from "./jws.js"

/** What the CA gave for binding one's account there to a new ACME account. */
export interface ExternalAccount {
  readonly kid: string
  /** The decoded MAC key. */
  readonly macKey: Secret
}

/**
 * Reads the credentials as a CA shows them: the MAC key in base64url, padded or not.
 *
 * @throws ToolError `config` without anything of the key in it
 */
export function externalAccount(kid: string, encodedKey: Secret): ExternalAccount {
  const text = encodedKey.revealText().trim()
  // Some CAs show plain base64: the two alphabets differ in two characters only, so nothing can be mistaken.
  const bytes = /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, "base64url") : Buffer.alloc(0)
  if (kid.trim() === "" || bytes.length === 0)
    throw new ToolError(
      "config",
      "the external account binding is no key identifier with a base64url MAC key",
      {
        hint: "copy both from the CA as they are shown there",
      },
    )
  return { kid: kid.trim(), macKey: new Secret(new Uint8Array(bytes)) }
}

/** The account's public key, signed with the CA's MAC key; its `url` is that of the request around it, and it has no nonce. */
export function bindingOf(
  account: ExternalAccount,
  accountKey: KeyObject,
  newAccountUrl: string,
): FlattenedJws {
  return macJws(account.macKey, { kid: account.kid, url: newAccountUrl }, publicJwk(accountKey))
}
