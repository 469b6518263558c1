/** Mail addresses beyond ASCII under constraints of mail addresses: RFC 9598 section 6. */
import { toLabelsOfUnicode } from "../x509/idn.js"
import { octetsOf, type UnicodeMailbox, unicodeMailboxParts } from "../x509/unicodeMailbox.js"

/** `unusable`: one of the two is malformed, or of a form that constraints cannot be applied to. */
export type Within = "inside" | "outside" | "unusable"

/**
 * As OpenSSL compares them (crypto/x509/v3_ncons.c, nc_email_eai): A-labels of the subtree are decoded, those of the
 * address are not, as RFC 8398 had it. Where RFC 9598 or a later OpenSSL sees more in a subtree, an address is permitted
 * only where all of them permit it, and excluded where one does.
 */
export function unicodeMailboxWithin(
  name: UnicodeMailbox,
  constraint: string,
  role: "permitted" | "excluded",
): Within {
  const address = unicodeMailboxParts(name)
  const at = constraint.indexOf("@")
  const domain = constraint.slice(at + 1)
  const decoded = toLabelsOfUnicode(domain)
  if (address === undefined || decoded === undefined) return "unusable"
  const { local, host } = address
  // OpenSSL 3.0 sees neither single mailboxes nor what is below a domain.
  if (role === "permitted")
    return at < 0 && !domain.startsWith(".") && host === octetsOf(decoded) ? "inside" : "outside"
  const isLocal = at < 0 || local === constraint.slice(0, at)
  const isThere = [decoded, domain].map(octetsOf).some((one) => isHostOf(host, one))
  return isLocal && isThere ? "inside" : "outside"
}

function isHostOf(host: string, constraint: string): boolean {
  return constraint.startsWith(".") ? host.endsWith(constraint) && host !== constraint : host === constraint
}
