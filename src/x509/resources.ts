/** Addresses and autonomous systems of the Internet: RFC 3779. Only the structure is read, as far as OpenSSL decodes it. */
import { contextTag, type DerReader, tags } from "./der.js"
import { readBits, readInteger } from "./derValues.js"

/** What one field of these extensions says: what the issuer has, or what is listed. */
export type Holding = "inherited" | "listed"

/** RFC 3779 section 2.2.3: what each family of addresses has. */
export function readAddressBlocks(reader: DerReader): readonly Holding[] {
  const families = reader.enter(tags.sequence, "the address blocks")
  const found: Holding[] = []
  while (!families.atEnd) {
    const family = families.enter(tags.sequence, "a family of addresses")
    family.read(tags.octetString, "the number of a family of addresses")
    found.push(readHolding(family, "addresses", readAddress))
    family.close("a family of addresses")
  }
  return found
}

/** RFC 3779 section 3.2.3: numbers of autonomous systems, then of routing domains, each of which may be absent. */
export function readSystemNumbers(reader: DerReader): readonly Holding[] {
  const inner = reader.enter(tags.sequence, "the numbers of autonomous systems")
  const found: Holding[] = []
  for (const tag of [contextTag(0, true), contextTag(1, true)]) {
    const element = inner.optional(tag)
    if (element === undefined) continue
    const choice = inner.inside(element)
    found.push(readHolding(choice, "numbers of autonomous systems", readNumber))
    choice.close("numbers of autonomous systems")
  }
  inner.close("the numbers of autonomous systems")
  return found
}

/** NULL, or a list of single values and ranges. */
function readHolding(reader: DerReader, what: string, readValue: (reader: DerReader) => void): Holding {
  if (reader.optional(tags.null) !== undefined) return "inherited"
  const list = reader.enter(tags.sequence, what)
  while (!list.atEnd) {
    if (!list.sees(tags.sequence)) {
      readValue(list)
      continue
    }
    const range = list.enter(tags.sequence, "a range")
    readValue(range)
    readValue(range)
    range.close("a range")
  }
  return "listed"
}

function readAddress(reader: DerReader): void {
  readBits(reader.read(tags.bitString, "an address"))
}

function readNumber(reader: DerReader): void {
  readInteger(reader.read(tags.integer, "the number of an autonomous system"))
}
