/** Names as OpenSSL compares them: crypto/x509/x_name.c. */
import { hex, sameBytes } from "./derValues.js"
import type { Attribute, Name } from "./name.js"

const known = new WeakMap<Name, readonly string[]>()

/** Each RDN in a form in which those that are equal for OpenSSL are equal strings. */
export function opensslRdnKeys(name: Name): readonly string[] {
  const made = known.get(name) ?? name.rdns.map((rdn) => rdn.map(attributeKey).sort().join("+"))
  known.set(name, made)
  return made
}

/** X509_NAME_cmp: what is the same name there is one by RFC 5280 section 7.1, but not the reverse. */
export function sameOpensslName(one: Name, other: Name): boolean {
  if (one.key !== other.key) return false
  if (sameBytes(one.der, other.der)) return true
  const [keys, wanted] = [opensslRdnKeys(one), opensslRdnKeys(other)]
  return keys.length === wanted.length && keys.every((key, index) => key === wanted[index])
}

/** asn1_string_canon: what is no string stays as it is, with its tag; so do those that RFC 5280 does not name. */
function attributeKey({ oid, type, value }: Attribute): string {
  return `${oid}=${type === undefined ? value : hex(Buffer.from(foldAscii(value)))}`
}

/** White space and case of ASCII alone. */
function foldAscii(text: string): string {
  return text
    .replace(/[\t-\r ]+/g, " ")
    .replace(/^ | $/g, "")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
