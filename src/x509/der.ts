/**
 * A bounded, strict reader of DER (ITU-T X.690) over the original bytes: nothing is copied, every offset it
 * reports is an offset into the input. Internally it gives up by throwing `Malformed`, which the readers of
 * whole structures turn into a `Parsed`.
 */
import { Malformed, type Problem, type ProblemKind, problem } from "./parsed.js"

/** Identifier octets of the universal types in use, constructed bit included where DER has it. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** Identifier of a context-specific tag: `contextTag(0)` primitive, `contextTag(3, true)` constructed. */
export function contextTag(number: number, constructed = false): number {
  return (constructed ? 0xa0 : 0x80) | number
}

/**
 * Elements one certificate or request may have. The largest certificate of a public trust graph has some
 * 1,000 names of four elements; hostile vectors in circulation (2,048 names and 4,096 constraints) stay below
 * 40,000.
 */
export const maxElements = 100_000

/** Nesting below which no certificate structure goes; DigiCert's deepest extension is at 12. */
const maxDepth = 32

/** What reading costs and what it met on its way, shared by all readers of one input. */
export class Work {
  /** Elements read so far. */
  elements = 0
  readonly limit: number
  /** Violations after which reading could go on. */
  readonly problems: Problem[] = []

  constructor(limit: number = maxElements) {
    this.limit = limit
  }

  /** Notes a violation that does not hide the rest of the structure, but makes it unusable for relying parties. */
  complain(kind: ProblemKind, message: string, offset?: number, citation?: string): void {
    this.problems.push(problem(kind, message, offset, citation))
  }

  /** Notes a broken duty of whoever wrote it that OpenSSL, Go and browsers read over. */
  lapse(kind: ProblemKind, message: string, offset?: number, citation?: string): void {
    this.problems.push({ ...problem(kind, message, offset, citation), lapse: true })
  }
}

/** One element: where its header and its content lie in `bytes`. */
export interface Element {
  readonly bytes: Uint8Array
  /** The identifier octet; for tag numbers above 30 the octet times 2^16 plus the number. */
  readonly tag: number
  readonly header: number
  readonly start: number
  readonly end: number
}

/** The element with its header, as a view. */
export function encoded(element: Element): Uint8Array {
  return element.bytes.subarray(element.header, element.end)
}

/** The content octets, as a view. */
export function content(element: Element): Uint8Array {
  return element.bytes.subarray(element.start, element.end)
}

/** Gives up on the whole structure. */
export function malformed(kind: ProblemKind, message: string, offset?: number, citation?: string): never {
  throw new Malformed(problem(kind, message, offset, citation))
}

function shownTag(tag: number): string {
  return `0x${tag.toString(16).padStart(2, "0")}`
}

/** Reads the elements of one constructed value, in order. */
export class DerReader {
  readonly bytes: Uint8Array
  readonly work: Work
  readonly end: number
  readonly depth: number
  #position: number

  constructor(bytes: Uint8Array, work: Work, start = 0, end: number = bytes.length, depth = 0) {
    if (depth > maxDepth) malformed("limit", `more than ${maxDepth} levels of nesting`, start)
    this.bytes = bytes
    this.work = work
    this.end = end
    this.depth = depth
    this.#position = start
  }

  get position(): number {
    return this.#position
  }

  get atEnd(): boolean {
    return this.#position >= this.end
  }

  /** Whether the next element has this identifier octet. */
  sees(tag: number): boolean {
    return this.#position < this.end && this.bytes[this.#position] === tag
  }

  /** The next element, whatever it is. */
  next(): Element {
    const { bytes, work, end } = this
    const header = this.#position
    if (++work.elements > work.limit)
      malformed("limit", `more than ${work.limit} elements, not read further`, header)
    if (end - header < 2) malformed("encoding", "ends inside of an element", header)
    const first = bytes[header] as number
    let at = header + 1
    let tag = first
    if ((first & 0x1f) === 0x1f) {
      const high = readHighTag(bytes, at, end)
      tag = first * 0x10000 + high.number
      at = high.at
      if (at >= end) malformed("encoding", "ends inside of an element", header)
    }
    let length = bytes[at++] as number
    if (length > 0x7f) {
      const size = length & 0x7f
      length = readLongLength(bytes, at, end, size, header)
      at += size
    }
    if (length > end - at) malformed("encoding", "an element is longer than what holds it", header)
    this.#position = at + length
    return { bytes, tag, header, start: at, end: at + length }
  }

  /** The next element, which must have this tag; `what` names it in the problem. */
  read(tag: number, what: string): Element {
    if (this.atEnd) malformed("structure", `${what} is missing`, this.#position)
    const element = this.next()
    if (element.tag !== tag)
      malformed("structure", `${what} has tag ${shownTag(element.tag)}, not ${shownTag(tag)}`, element.header)
    return element
  }

  /** The next element if it has this tag. */
  optional(tag: number): Element | undefined {
    return this.sees(tag) ? this.next() : undefined
  }

  /** A reader of a constructed element's content. */
  inside(element: Element): DerReader {
    return new DerReader(this.bytes, this.work, element.start, element.end, this.depth + 1)
  }

  /** A reader of the content of the next element, which must have this tag. */
  enter(tag: number, what: string): DerReader {
    return this.inside(this.read(tag, what))
  }

  /** Nothing may follow. */
  close(what: string): void {
    if (!this.atEnd)
      malformed("structure", `${what} is followed by more than the standard defines`, this.#position)
  }
}

/** X.690 section 8.1.2.4: no leading zero septet, and only for numbers that need it. */
function readHighTag(bytes: Uint8Array, from: number, end: number): { number: number; at: number } {
  let number = 0
  let at = from
  for (;;) {
    if (at >= end || at - from > 1) malformed("encoding", "a tag number is too long", from)
    const octet = bytes[at++] as number
    if (at - 1 === from && octet === 0x80) malformed("encoding", "a tag number starts with zero", from)
    number = number * 128 + (octet & 0x7f)
    if ((octet & 0x80) === 0) break
  }
  if (number < 31) malformed("encoding", "a small tag number is written in the long form", from)
  return { number, at }
}

/** X.690 section 10.1: definite and as short as possible. */
function readLongLength(bytes: Uint8Array, at: number, end: number, size: number, header: number): number {
  if (size === 0) malformed("encoding", "an indefinite length, which DER does not have", header)
  if (size > 4) malformed("encoding", "a length of more than four octets", header)
  if (end - at < size) malformed("encoding", "ends inside of a length", header)
  let length = 0
  for (let index = 0; index < size; index++) length = length * 256 + (bytes[at + index] as number)
  if (length < 0x80 || length < 2 ** (8 * (size - 1)))
    malformed("encoding", "a length that is not written as short as possible", header)
  return length
}

/** The one structure that `bytes` must be, from the first byte to the last. */
export function readWhole<T>(
  bytes: Uint8Array,
  work: Work,
  what: string,
  read: (reader: DerReader, element: Element) => T,
): T {
  if (bytes.length === 0) malformed("empty", `${what} is empty`, 0)
  const outer = new DerReader(bytes, work)
  const element = outer.read(tags.sequence, what)
  if (!outer.atEnd)
    malformed("encoding", `${bytes.length - outer.position} bytes follow the end of ${what}`, outer.position)
  return read(outer.inside(element), element)
}
