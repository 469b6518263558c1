/** URIs and mail addresses in extensions: RFC 3986 and RFC 5321 as far as certificates need them. */
import type { GeneralName } from "../../x509/generalName.js"
import { isIpAddress } from "../../x509/ipAddress.js"

/** The URIs among some names. */
export function urisOf(names: readonly GeneralName[]): readonly string[] {
  return names.flatMap((name) => (name.kind === "uri" ? [name.value] : []))
}

/** The scheme in lower case; undefined for what is no absolute URI. */
export function schemeOf(uri: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1]?.toLowerCase()
}

export function isHttp(uri: string): boolean {
  return schemeOf(uri) === "http"
}

/** RFC 5280 section 4.2.1.6: a scheme and something after it, in characters of RFC 3986. */
export function isUri(uri: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"\\^`{}|]+$/.test(uri) && !/%(?![0-9A-Fa-f]{2})/.test(uri)
}

/** The host of a URI with an authority, also where its scheme is garbled; undefined when it has none. */
export function hostOfUri(uri: string): string | undefined {
  const authority = /^[^/?#]*\/\/([^/?#]*)/.exec(uri)?.[1]
  if (authority === undefined) return undefined
  const host = authority.slice(authority.lastIndexOf("@") + 1)
  return host.startsWith("[") ? host.slice(1, host.indexOf("]")) : host.replace(/:\d*$/, "")
}

/** A name of at least two labels, or an address. */
export function isFqdnOrIp(host: string): boolean {
  if (isIpAddress(host)) return true
  const labels = host.split(".")
  return (
    labels.length > 1 && labels.every((label) => /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label))
  )
}

// RFC 5321 section 4.1.2: dot-string or quoted string, then a domain or an address literal.
const mailAddress =
  /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*|"(?:[^"\\]|\\.)*")@(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[^\]]+\])$/

export function isMailAddress(text: string): boolean {
  return mailAddress.test(text)
}
