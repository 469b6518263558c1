/** Whether one name lies within one subtree of names: RFC 5280 section 4.2.1.10. */
import type { GeneralName, GeneralNameKind } from "../x509/generalName.js"
import { opensslRdnKeys } from "../x509/opensslName.js"
import { isUnicodeMailbox } from "../x509/unicodeMailbox.js"
import { isAscii, isHostName, mailbox } from "./identity.js"
import { unicodeMailboxWithin, type Within } from "./mailboxSubtrees.js"

/** Subtrees with which `*` in a name must be read as "any of these": one more label than the wildcard's own. */
export type WildcardReading = "every" | "any"

/** Where readers of names differ. */
export interface NameReading {
  /** A DNS subtree may begin with a dot (OpenSSL, Go, browsers): everything below the name, but not the name itself. */
  readonly leadingDot: boolean
  /** A wildcard is excluded already where one of the names that it stands for is; OpenSSL reads `*` as a label like any. */
  readonly wildcardsStand: boolean
  /** Mail addresses and URIs are cut into parts as OpenSSL cuts them: at the last `@`, at the next `:` or `/`. */
  readonly cutAsOpenssl: boolean
  /** Constraints of mail addresses hold for those beyond ASCII, too (RFC 9598 section 6). */
  readonly unicodeMailboxes: boolean
  /** Names of directories are the same only where OpenSSL takes them for the same. */
  readonly namesAsOpenssl: boolean
  /** Host names may have underscores. */
  readonly underscores: boolean
  /** Constraints hold for mail addresses of the subject in any case, and for the common name where there are no host names: of a leaf, or of every certificate. */
  readonly namesInSubject: "none" | "leaf" | "every"
  /** A subtree may be empty and hold everything of its form. */
  readonly emptyBases: boolean
}

/** RFC 5280 and RFC 9525 as they are written. */
export const strictNames: NameReading = {
  leadingDot: false,
  wildcardsStand: true,
  cutAsOpenssl: false,
  unicodeMailboxes: false,
  namesAsOpenssl: false,
  underscores: false,
  namesInSubject: "none",
  emptyBases: true,
}

/** OpenSSL's reading. */
export const laxNames: NameReading = {
  leadingDot: true,
  wildcardsStand: false,
  cutAsOpenssl: true,
  unicodeMailboxes: true,
  namesAsOpenssl: true,
  underscores: true,
  namesInSubject: "leaf",
  emptyBases: true,
}

/** Java's reading. */
export const javaNames: NameReading = {
  leadingDot: true,
  wildcardsStand: true,
  cutAsOpenssl: true,
  unicodeMailboxes: false,
  namesAsOpenssl: false,
  underscores: false,
  namesInSubject: "every",
  emptyBases: false,
}

/**
 * Compares a name with a subtree of the same form. `wildcards` says what a wildcard name has to do to be
 * `inside`: lie there with every name it stands for (permitted subtrees), or with any of them (excluded ones).
 */
export function within(
  name: GeneralName,
  base: GeneralName,
  wildcards: WildcardReading,
  reading: NameReading,
): Within {
  if (name.kind === "dns" && base.kind === "dns")
    return dnsWithin(name.value, base.value, reading.wildcardsStand ? wildcards : "every")
  if (base.kind === "email") return mailWithin(name, base.value, wildcards, reading)
  if (name.kind === "uri" && base.kind === "uri") return uriWithin(name.value, base.value, reading)
  if (name.kind === "ip" && base.kind === "ip") return ipWithin(name.octets, base.octets)
  if (name.kind === "directory" && base.kind === "directory")
    return reading.namesAsOpenssl
      ? directoryWithin(opensslRdnKeys(name.name), opensslRdnKeys(base.name))
      : directoryWithin(name.name.rdnKeys, base.name.rdnKeys)
  return "unusable"
}

/** The forms of whose subtrees a name has to keep the constraints. */
export function constrainedAs(
  name: GeneralName,
  { unicodeMailboxes }: NameReading,
): readonly GeneralNameKind[] {
  return unicodeMailboxes && isUnicodeMailbox(name) ? ["email", name.kind] : [name.kind]
}

/** Forms that `within` can compare. */
export const comparableKinds: ReadonlySet<GeneralNameKind> = new Set([
  "dns",
  "email",
  "uri",
  "ip",
  "directory",
])

/** Whether a subtree is well-formed: host names without wildcard, addresses with a contiguous mask. */
export function isUsableBase(base: GeneralName, { leadingDot, emptyBases }: NameReading): boolean {
  if (!emptyBases && "value" in base && base.value === "") return false
  switch (base.kind) {
    case "dns":
      return leadingDot ? isHostOrDomain(base.value) : base.value === "" || isHostName(base.value)
    case "email":
      return base.value.includes("@") ? mailbox(base.value) !== undefined : isHostOrDomain(base.value)
    case "uri":
      return isHostOrDomain(base.value)
    case "ip":
      return isMasked(base.octets)
    default:
      return true
  }
}

/** `host.example.edu`, or `.example.edu` for everything below it. */
function isHostOrDomain(text: string): boolean {
  return text === "" || isHostName(text.startsWith(".") ? text.slice(1) : text)
}

/** Adding zero or more labels on the left satisfies the constraint. */
function dnsWithin(value: string, constraint: string, reading: WildcardReading): Within {
  const base = constraint.toLowerCase()
  const wildcard = value.startsWith("*.")
  const name = (wildcard ? value.slice(2) : value).toLowerCase()
  if (!isAscii(name) || name === "" || name.startsWith(".")) return "unusable"
  if (base.startsWith("."))
    return name.endsWith(base) || (wildcard && `.${name}` === base) ? "inside" : "outside"
  if (base === "" || name === base || name.endsWith(`.${base}`)) return "inside"
  // `*.example.edu` stands for `mail.example.edu`, one label more, and for nothing deeper.
  const below =
    reading === "any" && wildcard && base.slice(base.indexOf(".") + 1) === name && base.includes(".")
  return below ? "inside" : "outside"
}

function mailWithin(
  name: GeneralName,
  constraint: string,
  wildcards: WildcardReading,
  reading: NameReading,
): Within {
  if (isUnicodeMailbox(name))
    return unicodeMailboxWithin(name, constraint, wildcards === "every" ? "permitted" : "excluded")
  return name.kind === "email" ? emailWithin(name.value, constraint, reading) : "unusable"
}

/** A mailbox, a host (its mailboxes only), or a domain with a leading dot (hosts below it only). */
function emailWithin(value: string, constraint: string, { cutAsOpenssl }: NameReading): Within {
  const address = mailbox(value) ?? (cutAsOpenssl ? cutAtLast(value) : undefined)
  if (address === undefined) return "unusable"
  // Nobody has an address without a host but for OpenSSL.
  if (constraint === "") return address.host === "" ? "inside" : "outside"
  const host = address.host.toLowerCase()
  const wanted = constraint.includes("@") ? mailbox(constraint) : undefined
  if (wanted !== undefined)
    return wanted.local === address.local && wanted.host.toLowerCase() === host ? "inside" : "outside"
  return hostWithin(host, constraint.toLowerCase())
}

function cutAtLast(text: string): { readonly local: string; readonly host: string } | undefined {
  const at = text.lastIndexOf("@")
  return at < 0 ? undefined : { local: text.slice(0, at), host: text.slice(at + 1) }
}

function hostWithin(host: string, constraint: string): Within {
  const inside = constraint.startsWith(".")
    ? host.endsWith(constraint) && host !== constraint
    : host === constraint
  return inside ? "inside" : "outside"
}

/** Applies to the host part; a URI without a host name (an address will not do) cannot be compared. */
function uriWithin(value: string, constraint: string, { cutAsOpenssl }: NameReading): Within {
  const host = uriHost(value)
  // OpenSSL takes what stands before an `@`, or behind a `?`, for a part of the host.
  if (cutAsOpenssl && host !== /^[^:]*:\/\/([^:/]*)/.exec(value)?.[1]) return "unusable"
  if (host === undefined || !isHostName(host) || /^[\d.]+$/.test(host)) return "unusable"
  return constraint === "" ? "inside" : hostWithin(host.toLowerCase(), constraint.toLowerCase())
}

/** RFC 3986 section 3.2.2: the host of an absolute URI with an authority. */
export function uriHost(uri: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::\d*)?(?:[/?#]|$)/i.exec(uri)?.[1]
}

/** Address and mask, 8 or 32 octets, in the style of RFC 4632: the mask's ones come first. */
function isMasked(octets: Uint8Array): boolean {
  if (octets.length !== 8 && octets.length !== 32) return false
  const mask = octets.subarray(octets.length / 2)
  const first = mask.findIndex((octet) => octet !== 0xff)
  if (first < 0) return true
  const partial = mask[first] as number
  // Ones then zeros: its complement is one below a power of two.
  const hole = ~partial & 0xff
  return (hole & (hole + 1)) === 0 && mask.subarray(first + 1).every((octet) => octet === 0)
}

function ipWithin(address: Uint8Array, constraint: Uint8Array): Within {
  if (address.length !== 4 && address.length !== 16) return "unusable"
  if (constraint.length !== address.length * 2) return "outside"
  for (let index = 0; index < address.length; index++) {
    const mask = constraint[address.length + index] as number
    if (((address[index] as number) & mask) !== ((constraint[index] as number) & mask)) return "outside"
  }
  return "inside"
}

/** The subtree's components are the name's first ones. */
function directoryWithin(keys: readonly string[], wanted: readonly string[]): Within {
  return wanted.length <= keys.length && wanted.every((key, index) => key === keys[index])
    ? "inside"
    : "outside"
}
