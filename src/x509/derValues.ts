/** The primitive values of DER: each function takes an element whose tag has been checked already. */
import { content, type DerReader, type Element, malformed, tags, type Work } from "./der.js"

/** X.690 section 11.1: FF or 00, nothing else. */
export function readBoolean(element: Element): boolean {
  const octet = element.bytes[element.start]
  if (element.end - element.start !== 1 || (octet !== 0 && octet !== 0xff))
    malformed("encoding", "a boolean that is neither 00 nor FF", element.header)
  return octet === 0xff
}

/** A BOOLEAN with `DEFAULT FALSE`: DER leaves the default out (X.690 section 11.5). */
export function readDefaultFalse(reader: DerReader): boolean {
  const element = reader.optional(tags.boolean)
  if (element === undefined) return false
  const value = readBoolean(element)
  if (!value)
    reader.work.lapse("encoding", "a default value is written out", element.header, "X.690 section 11.5")
  return value
}

/** The content octets of an INTEGER, two's complement, as short as possible (X.690 section 8.3.2). */
export function readInteger(element: Element): Uint8Array {
  const { bytes, start, end } = element
  if (end === start) malformed("encoding", "an integer without octets", element.header)
  const [first, second] = [bytes[start] as number, bytes[start + 1] ?? 0]
  if (end - start > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    malformed("encoding", "an integer that is not written as short as possible", element.header)
  return content(element)
}

/** A non-negative INTEGER that fits a small number; `limit` is exclusive. */
export function readSmallInteger(element: Element, what: string, limit = 2 ** 31): number {
  const octets = readInteger(element)
  if ((octets[0] as number) > 0x7f) malformed("value", `${what} is negative`, element.header)
  let value = 0
  for (const octet of octets) {
    value = value * 256 + octet
    if (value >= limit) malformed("value", `${what} is larger than ${limit - 1}`, element.header)
  }
  return value
}

/** Bits of a BIT STRING: the octets and how many of the last one's bits are unused. */
export interface Bits {
  readonly octets: Uint8Array
  readonly unused: number
}

/** X.690 sections 8.6 and 11.2.1: at most seven unused bits, all of them zero. */
export function readBits(element: Element): Bits {
  const { bytes, start, end } = element
  const unused = bytes[start] as number
  if (end === start || unused > 7 || (end - start === 1 && unused !== 0))
    malformed("encoding", "a bit string with a wrong count of unused bits", element.header)
  if (unused > 0 && ((bytes[end - 1] as number) & ((1 << unused) - 1)) !== 0)
    malformed("encoding", "a bit string whose unused bits are not zero", element.header)
  return { octets: bytes.subarray(start + 1, end), unused }
}

/** A BIT STRING that holds whole octets, such as a signature. */
export function readOctetBits(element: Element, what: string): Uint8Array {
  const bits = readBits(element)
  if (bits.unused !== 0) malformed("encoding", `${what} is not a whole number of octets`, element.header)
  return bits.octets
}

/**
 * A named bit list: the numbers of the bits that are set. X.690 section 11.2.2: trailing zero bits are left
 * out.
 */
export function readNamedBits(element: Element, work: Work): ReadonlySet<number> {
  const { octets, unused } = readBits(element)
  const last = octets.at(-1)
  if (last !== undefined && ((last >> unused) & 1) === 0)
    work.lapse("encoding", "a bit list with trailing zero bits", element.header, "X.690 section 11.2.2")
  const set = new Set<number>()
  for (let index = 0; index < octets.length * 8; index++)
    if (((octets[index >> 3] as number) >> (7 - (index & 7))) & 1) set.add(index)
  return set
}

/** Content octets to dotted text; the same few hundred identifiers come again and again. */
const oidTexts = new Map<string, string>()
const maxRemembered = 4096

/** An OBJECT IDENTIFIER in dotted decimal (X.690 section 8.19: subidentifiers as short as possible). */
export function readOid(element: Element): string {
  const { bytes, start, end } = element
  let key = ""
  for (let index = start; index < end; index++) key += String.fromCharCode(bytes[index] as number)
  const known = oidTexts.get(key)
  if (known !== undefined) return known
  const text = decodeOid(element)
  if (oidTexts.size < maxRemembered && key.length <= 24) oidTexts.set(key, text)
  return text
}

function decodeOid(element: Element): string {
  const { bytes, header, start, end } = element
  if (end === start || end - start > 128)
    malformed("encoding", "an object identifier of impossible length", header)
  if ((bytes[end - 1] as number) & 0x80) malformed("encoding", "an object identifier that is cut off", header)
  const [first = 0n, ...arcs] = subidentifiers(element)
  // X.690 section 8.19.4: the first subidentifier holds two arcs.
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - root * 40n, ...arcs].join(".")
}

function subidentifiers({ bytes, header, start, end }: Element): bigint[] {
  const found: bigint[] = []
  let value = 0n
  let fresh = true
  for (let index = start; index < end; index++) {
    const octet = bytes[index] as number
    if (fresh && octet === 0x80) malformed("encoding", "an object identifier with a padded arc", header)
    value = value * 128n + BigInt(octet & 0x7f)
    fresh = (octet & 0x80) === 0
    if (!fresh) continue
    found.push(value)
    value = 0n
  }
  return found
}

/** A time of RFC 5280 section 4.1.2.5 and how it is written. */
export interface Time {
  readonly date: Date
  readonly form: "UTCTime" | "GeneralizedTime"
}

/**
 * UTCTime (YYMMDDHHMMSSZ; 50 and above is 19xx) or GeneralizedTime (YYYYMMDDHHMMSSZ): RFC 5280 sections
 * 4.1.2.5.1 and 4.1.2.5.2. Other spellings of X.680 (offsets, fractions, no seconds) are read when that is
 * possible without doubt, and complained about.
 */
export function readTime(reader: DerReader, what: string): Time {
  if (!reader.sees(tags.utcTime) && !reader.sees(tags.generalizedTime))
    malformed("structure", `${what} is not a time`, reader.position)
  const element = reader.next()
  const form = element.tag === tags.utcTime ? "UTCTime" : "GeneralizedTime"
  let text = ""
  for (const octet of content(element)) text += String.fromCharCode(octet)
  const yearDigits = form === "UTCTime" ? 2 : 4
  let minutesAhead = 0
  if (text.length !== yearDigits + 11 || text.at(-1) !== "Z") {
    const other = unusual(text, yearDigits)
    if (other === undefined) malformed("time", `${what} is not a time`, element.header, citationOf(form))
    reader.work.complain(
      "time",
      `${what} is not written as ${form} must be`,
      element.header,
      citationOf(form),
    )
    text = other.text
    minutesAhead = other.minutesAhead
  }
  const date = dateOf(text, yearDigits)
  if (date === undefined)
    malformed("time", `${what} is not a date of the calendar`, element.header, citationOf(form))
  return { date: minutesAhead === 0 ? date : new Date(date.getTime() - minutesAhead * 60_000), form }
}

function citationOf(form: Time["form"]): string {
  return form === "UTCTime" ? "RFC 5280 section 4.1.2.5.1" : "RFC 5280 section 4.1.2.5.2"
}

/** Spellings of X.680 without seconds, with a fraction, or with an offset, brought to the usual form. */
function unusual(text: string, yearDigits: number): { text: string; minutesAhead: number } | undefined {
  const match = /^(\d+)(?:[.,]\d+)?(?:Z|([+-])(\d\d)(\d\d))$/.exec(text)
  const [, figures = "", sign, hours = "0", minutes = "0"] = match ?? []
  const seconds = yearDigits + 10 - figures.length
  if (seconds !== 0 && seconds !== 2) return undefined
  const ahead = Number(hours) * 60 + Number(minutes)
  return { text: `${figures}${seconds === 2 ? "00" : ""}Z`, minutesAhead: sign === "-" ? -ahead : ahead }
}

function dateOf(text: string, yearDigits: 2 | 4): Date | undefined {
  const field = (from: number, size: number): number => {
    let value = 0
    for (let index = from; index < from + size; index++) {
      const digit = text.charCodeAt(index) - 48
      if (!(digit >= 0 && digit <= 9)) return Number.NaN
      value = value * 10 + digit
    }
    return value
  }
  const short = field(0, yearDigits)
  const year = yearDigits === 4 ? short : short >= 50 ? 1900 + short : 2000 + short
  const at = yearDigits
  const [month, day] = [field(at, 2), field(at + 2, 2)]
  const [hour, minute, second] = [field(at + 4, 2), field(at + 6, 2), field(at + 8, 2)]
  // One comparison for all: NaN makes each of them false.
  const plausible = month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59
  if (!plausible || Number.isNaN(year)) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  date.setUTCHours(hour, minute, second)
  return date
}

/** Lower-case hexadecimal of some octets. */
export function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("hex")
}

/** Whether two byte strings are the same. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0
}
