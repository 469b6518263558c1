/** Name constraints as OpenSSL holds them: crypto/x509/v3_ncons.c. */
import type { Certificate } from "../x509/certificate.js"
import type { Subtree } from "../x509/extensions/names.js"
import type { GeneralName } from "../x509/generalName.js"
import { toLabelsOfUnicode } from "../x509/idn.js"
import type { Name } from "../x509/name.js"
import { attributeOids } from "../x509/oids.js"
import { opensslRdnKeys } from "../x509/opensslName.js"
import {
  isUnicodeMailbox,
  octetsOf,
  type UnicodeMailbox,
  unicodeMailboxParts,
} from "../x509/unicodeMailbox.js"

/** A host that cannot be decoded; permitted or excluded subtree violated; minimum or maximum; unsupported type, or syntax. */
export type NamesError = 1 | 47 | 48 | 49 | 51 | 53
type Match = "inside" | "outside" | Exclude<NamesError, 47 | 48 | 49>

const ia5Tag = "IA5String"

/** The first error of a certificate's names under the constraints of one certificate above it. */
export function namesFault(
  certificate: Certificate,
  above: Certificate,
  isLeaf: boolean,
): NamesError | undefined {
  const constraints = above.extensions.nameConstraints
  if (constraints?.ok !== true) return undefined
  const { permitted = [], excluded = [] } = constraints.value
  for (const name of namesOf(certificate, isLeaf)) {
    const error = name === "unreadable" ? 53 : nameFault(name, permitted, excluded)
    if (error !== undefined) return error
  }
  return undefined
}

/** Subject, its mail addresses, the alternative names; the common name where it looks like a host and no other is there. */
function* namesOf(
  { subject, extensions }: Certificate,
  isLeaf: boolean,
): Generator<GeneralName | "unreadable"> {
  if (!subject.isEmpty) yield { kind: "directory", name: subject }
  for (const { type, value } of subject.values(attributeOids.emailAddress))
    yield type === ia5Tag ? { kind: "email", value } : "unreadable"
  const alternative = extensions.subjectAltName
  const names = alternative?.ok === true ? alternative.value : []
  yield* names
  if (!isLeaf || names.some(({ kind }) => kind === "dns")) return
  for (const { value } of subject.values(attributeOids.commonName)) {
    const text = value.replace(/\0+$/, "")
    if (text.includes("\0")) yield "unreadable"
    else if (isHostLike(text)) yield { kind: "dns", value: text }
  }
}

/** cn2dnsid: two labels at least; hyphens and dots neither at the ends nor beside a dot. */
function isHostLike(text: string): boolean {
  return /^\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)+$/.test(text)
}

function nameFault(
  name: GeneralName,
  permitted: readonly Subtree[],
  excluded: readonly Subtree[],
): NamesError | undefined {
  const ofKind = ({ base }: Subtree): boolean => isComparedWith(name, base)
  const allowed = firstNotOutside(name, permitted.filter(ofKind))
  if (typeof allowed === "number") return allowed
  if (allowed === "outside") return 47
  const forbidden = firstNotOutside(name, excluded.filter(ofKind))
  return forbidden === "inside" ? 48 : typeof forbidden === "number" ? forbidden : undefined
}

/** Other names with subtrees of their own type only, but for mail addresses beyond ASCII. */
function isComparedWith(name: GeneralName, base: GeneralName): boolean {
  if (isUnicodeMailbox(name)) return base.kind === "email"
  return name.kind === base.kind && (base.kind !== "other" || name.kind !== "other" || base.oid === name.oid)
}

/** The first comparison that answers anything else; undefined where there is nothing to compare with. */
function firstNotOutside(name: GeneralName, subtrees: readonly Subtree[]): Match | 49 | undefined {
  for (const subtree of subtrees) {
    const match = isLimited(subtree) ? 49 : compare(name, subtree.base)
    if (match !== "outside") return match
  }
  return subtrees.length === 0 ? undefined : "outside"
}

function isLimited({ minimum, maximum }: Subtree): boolean {
  return minimum !== 0 || maximum !== undefined
}

function compare(name: GeneralName, base: GeneralName): Match {
  if (name.kind === "directory" && base.kind === "directory") return compareDirectory(name.name, base.name)
  if (name.kind === "dns" && base.kind === "dns") return compareDns(name.value, base.value)
  if (name.kind === "email" && base.kind === "email") return compareEmail(name.value, base.value)
  if (isUnicodeMailbox(name) && base.kind === "email") return compareUnicodeMailbox(name, base.value)
  if (name.kind === "uri" && base.kind === "uri") return compareUri(name.value, base.value)
  return name.kind === "ip" && base.kind === "ip" ? compareIp(name.octets, base.octets) : 51
}

function inside(is: boolean): Match {
  return is ? "inside" : "outside"
}

function compareDirectory(name: Name, base: Name): Match {
  const keys = opensslRdnKeys(name)
  return inside(opensslRdnKeys(base).every((key, index) => key === keys[index]))
}

function compareDns(name: string, base: string): Match {
  const [text, end] = [name.toLowerCase(), base.toLowerCase()]
  if (end === "" || text === end) return "inside"
  return inside(text.endsWith(end.startsWith(".") ? end : `.${end}`))
}

function compareEmail(name: string, base: string): Match {
  const at = name.lastIndexOf("@")
  if (at < 0) return 53
  const baseAt = base.lastIndexOf("@")
  if (baseAt < 0 && base.startsWith(".")) return inside(endsBelow(name, base))
  if (baseAt > 0 && base.slice(0, baseAt) !== name.slice(0, at)) return "outside"
  return inside(name.slice(at + 1).toLowerCase() === base.slice(baseAt + 1).toLowerCase())
}

/** nc_email_eai of OpenSSL 3.0, which sees neither single mailboxes nor what is below a domain. */
function compareUnicodeMailbox(name: UnicodeMailbox, base: string): Match {
  const address = unicodeMailboxParts(name)
  if (address === undefined) return 53
  const host = toLabelsOfUnicode(base)
  if (host === undefined) return 1
  return inside(!base.startsWith(".") && address.host === octetsOf(host))
}

function compareUri(name: string, base: string): Match {
  const host = /^[^:]*:\/\/([^:]+)/.exec(name)?.[1]
  if (host === undefined) return 53
  // Only a URI without port is cut at its first slash.
  const bare = name.indexOf(":", name.indexOf("://") + 3) < 0 ? host.split("/", 1)[0] : host
  if (bare === undefined || bare === "") return 53
  return inside(base.startsWith(".") ? endsBelow(bare, base) : bare.toLowerCase() === base.toLowerCase())
}

function endsBelow(text: string, base: string): boolean {
  return text.length > base.length && text.toLowerCase().endsWith(base.toLowerCase())
}

function compareIp(address: Uint8Array, base: Uint8Array): Match {
  if (address.length !== 4 && address.length !== 16) return 53
  if (base.length !== 8 && base.length !== 32) return 53
  const { length } = address
  if (base.length !== length * 2) return "outside"
  return inside(
    address.every((octet, index) => ((octet ^ (base[index] ?? 0)) & (base[length + index] ?? 0)) === 0),
  )
}
