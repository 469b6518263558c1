/** GeneralName: RFC 5280 section 4.2.1.6. */
import { content, contextTag, type DerReader, type Element, encoded, malformed, tags } from "./der.js"
import { readText } from "./derStrings.js"
import { hex, readOid } from "./derValues.js"
import { type Name, nameText, readName } from "./name.js"

/** One alternative name, as it is written: nothing is folded or checked beyond its string type. */
export type GeneralName =
  | { readonly kind: "dns"; readonly value: string }
  | { readonly kind: "email"; readonly value: string }
  | { readonly kind: "uri"; readonly value: string }
  /** 4 or 16 octets in a certificate, 8 or 32 in name constraints; other lengths are the caller's to refuse. */
  | { readonly kind: "ip"; readonly octets: Uint8Array }
  | { readonly kind: "directory"; readonly name: Name }
  | { readonly kind: "other"; readonly oid: string; readonly der: Uint8Array }
  | { readonly kind: "registeredId"; readonly oid: string }
  | { readonly kind: "x400"; readonly der: Uint8Array }
  | { readonly kind: "ediParty"; readonly der: Uint8Array }
export type GeneralNameKind = GeneralName["kind"]

const texts: Readonly<Record<number, "email" | "dns" | "uri">> = {
  [contextTag(1)]: "email",
  [contextTag(2)]: "dns",
  [contextTag(6)]: "uri",
}

/** Reads one GeneralName. */
export function readGeneralName(reader: DerReader): GeneralName {
  const element = reader.next()
  const kind = texts[element.tag]
  if (kind !== undefined) return { kind, value: readText(element, "IA5String", reader.work) }
  switch (element.tag) {
    case contextTag(7):
      return { kind: "ip", octets: content(element) }
    case contextTag(4, true):
      return directory(reader.inside(element))
    case contextTag(0, true):
      return otherName(reader.inside(element), element)
    case contextTag(8):
      return { kind: "registeredId", oid: readOid(element) }
    case contextTag(3, true):
      return { kind: "x400", der: encoded(element) }
    case contextTag(5, true):
      return { kind: "ediParty", der: encoded(element) }
    default:
      return malformed(
        "structure",
        "a name of a kind that does not exist",
        element.header,
        "RFC 5280 section 4.2.1.6",
      )
  }
}

/** Name is a CHOICE, so its context tag is explicit. */
function directory(reader: DerReader): GeneralName {
  const name = readName(reader, "a directory name")
  reader.close("a directory name")
  return { kind: "directory", name }
}

function otherName(reader: DerReader, element: Element): GeneralName {
  const oid = readOid(reader.read(tags.oid, "the type of an other name"))
  reader.read(contextTag(0, true), "the value of an other name")
  reader.close("an other name")
  return { kind: "other", oid, der: encoded(element) }
}

/** Reads the content of a GeneralNames: one name at least. */
export function readGeneralNames(reader: DerReader, what: string): readonly GeneralName[] {
  const names: GeneralName[] = []
  while (!reader.atEnd) names.push(readGeneralName(reader))
  if (names.length === 0)
    malformed("structure", `${what} holds no name`, reader.position, "RFC 5280 section 4.2.1.6")
  return names
}

/** An IP address for people; what is neither IPv4 nor IPv6 as hexadecimal. */
export function ipText(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join(".")
  return octets.length === 16 ? ipv6Text(octets) : `#${hex(octets)}`
}

/** RFC 5952 section 4: lower case, no leading zeros, the first longest run of zeros (two or more) as `::`. */
function ipv6Text(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[index * 2] as number) << 8) | (octets[index * 2 + 1] as number)).toString(16),
  )
  let best = { at: -1, size: 1 }
  for (let at = 0; at < 8; at++) {
    let size = 0
    while (groups[at + size] === "0") size++
    if (size > best.size) best = { at, size }
  }
  if (best.at < 0) return groups.join(":")
  return `${groups.slice(0, best.at).join(":")}::${groups.slice(best.at + best.size).join(":")}`
}

/** A name for people, its kind in front: `DNS:mail.example.edu`. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case "dns":
      return `DNS:${name.value}`
    case "email":
      return `email:${name.value}`
    case "uri":
      return `URI:${name.value}`
    case "ip":
      return `IP:${ipText(name.octets)}`
    case "directory":
      return `DirName:${nameText(name.name)}`
    case "registeredId":
      return `RID:${name.oid}`
    case "other":
      return `otherName:${name.oid}`
    default:
      return name.kind
  }
}
