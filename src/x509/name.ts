/** Distinguished names: RFC 5280 section 4.1.2.4. */
import { type DerReader, type Element, encoded, tags, type Work } from "./der.js"
import { readText, type StringType, stringType } from "./derStrings.js"
import { hex, readOid, sameBytes } from "./derValues.js"
import { attributeNames } from "./oids.js"

/** One attribute of a name. */
export interface Attribute {
  readonly oid: string
  /** The text, or `#` and hexadecimal DER where the value is no string. */
  readonly value: string
  /** Undefined where the value is no string. */
  readonly type: StringType | undefined
}

/** A relative distinguished name: nearly always one attribute. */
export type Rdn = readonly Attribute[]

const none: readonly Attribute[] = []

/** A distinguished name; compare with `sameName`, show with `nameText`. */
export class Name {
  /** In the order of the encoding: country first, common name last. */
  readonly rdns: readonly Rdn[]
  /** The encoded Name, a view into the input. */
  readonly der: Uint8Array
  #byOid: ReadonlyMap<string, readonly Attribute[]> | undefined
  #keys: readonly string[] | undefined
  #key: string | undefined

  constructor(rdns: readonly Rdn[], der: Uint8Array) {
    this.rdns = rdns
    this.der = der
  }

  get isEmpty(): boolean {
    return this.rdns.length === 0
  }

  /** Each RDN in a form in which equal ones (RFC 5280 section 7.1) are equal strings. */
  get rdnKeys(): readonly string[] {
    this.#keys ??= this.rdns.map(rdnKey)
    return this.#keys
  }

  /** The whole name in that form: names are the same exactly when their keys are. */
  get key(): string {
    this.#key ??= this.rdnKeys.join("\u0001")
    return this.#key
  }

  /** All values of one attribute type, in order. */
  values(oid: string): readonly Attribute[] {
    this.#byOid ??= byOid(this.rdns.flat())
    return this.#byOid.get(oid) ?? none
  }
}

function byOid(attributes: readonly Attribute[]): ReadonlyMap<string, readonly Attribute[]> {
  const found = new Map<string, Attribute[]>()
  for (const attribute of attributes) {
    const same = found.get(attribute.oid)
    if (same === undefined) found.set(attribute.oid, [attribute])
    else same.push(attribute)
  }
  return found
}

/** Reads a Name (a SEQUENCE of RDNs). */
export function readName(reader: DerReader, what: string): Name {
  return nameOf(reader, reader.read(tags.sequence, what))
}

/** The Name that an element (its SEQUENCE) holds. */
export function nameOf(reader: DerReader, element: Element): Name {
  const rdns: Rdn[] = []
  const inner = reader.inside(element)
  while (!inner.atEnd) rdns.push(readRdn(inner))
  return new Name(rdns, encoded(element))
}

/** Reads one RelativeDistinguishedName (a SET). */
export function readRdn(reader: DerReader, tag: number = tags.set): Rdn {
  const set = reader.enter(tag, "a relative distinguished name")
  if (set.atEnd) {
    const citation = "RFC 5280 section 4.1.2.4"
    reader.work.complain("structure", "a name with an empty component", set.position, citation)
    return []
  }
  const rdn = [readAttribute(set)]
  while (!set.atEnd) rdn.push(readAttribute(set))
  return rdn
}

function readAttribute(reader: DerReader): Attribute {
  const pair = reader.enter(tags.sequence, "an attribute of a name")
  const oid = readOid(pair.read(tags.oid, "an attribute type"))
  const value = pair.next()
  pair.close("an attribute of a name")
  const type = stringType(value.tag)
  return { oid, type, value: attributeText(value, type, reader.work) }
}

function attributeText(value: Element, type: StringType | undefined, work: Work): string {
  return type === undefined ? `#${hex(encoded(value))}` : readText(value, type, work)
}

/** One component in a form in which equal ones are equal strings. */
export function rdnKey(rdn: Rdn): string {
  const keys = rdn.map(({ oid, type, value }) => `${oid}=${type === undefined ? value : foldText(value)}`)
  return keys.length === 1 ? (keys[0] as string) : keys.sort().join("\u0002")
}

const blanks = /(?:\s|\u0085)+/gu
const plain = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/**
 * RFC 5280 section 7.1 with the string preparation of RFC 4518: case folded, compatibility forms unified,
 * blanks at the ends dropped, and every run of blanks one space.
 */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase()
  // RFC 4518 section 2.2: controls, soft hyphen, joiners and variation selectors are mapped to nothing. Written here
  // since V8 takes milliseconds to build such a class, which most names never ask for.
  const mapped = text
    .replace(blanks, " ")
    .replace(/\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u034f/gu, "")
    .normalize("NFKC")
  // Upper then lower case folds sharp s and final sigma, which lower case alone leaves apart.
  return mapped.toUpperCase().toLowerCase().normalize("NFKC").replace(blanks, " ").trim()
}

/** Whether two names match by RFC 5280 section 7.1. */
export function sameName(one: Name, other: Name): boolean {
  return sameBytes(one.der, other.der) || one.key === other.key
}

/** A name for people, most telling attribute first: `CN=mail.example.edu, O=Example University, C=DE`. */
export function nameText(name: Name): string {
  return name.rdns
    .map((rdn) => rdn.map(({ oid, value }) => `${attributeNames[oid] ?? oid}=${escapeText(value)}`).join("+"))
    .reverse()
    .join(", ")
}

const harmless = /^[\w.*@-][\w .*@-]*(?<! )$/

/** RFC 4514 section 2.4, and control characters so that no name can paint a terminal. */
function escapeText(value: string): string {
  if (harmless.test(value)) return value
  return value
    .replace(/[,+"\\<>;]|^[ #]| $/gu, "\\$&")
    .replace(/\p{C}/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
}
