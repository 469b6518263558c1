/**
 * BER (X.690 section 8) to DER where only the lengths and the splitting of strings differ: what exports of
 * PKCS#7 and PKCS#12 use. Everything else stays as it is, for the strict readers to judge.
 */
import { malformed } from "./der.js"
import { der } from "./derWrite.js"
import { attempt, type Parsed } from "./parsed.js"

/** Deeper than any PKCS#7 or PKCS#12 in circulation, whose deepest parts are certificates. */
const maxDepth = 64
const maxElements = 200_000

const octetString = 0x04
const constructedOctetString = 0x24

/** The same value with definite lengths and strings in one piece; bytes that are DER already come back as they are. */
export function berToDer(bytes: Uint8Array): Parsed<Uint8Array> {
  return attempt(() => {
    const work = { bytes, elements: 0 }
    const { value, end } = convert(work, 0, bytes.length, 0)
    if (end !== bytes.length) malformed("encoding", `${bytes.length - end} bytes follow the end`, end)
    return value
  })
}

interface Work {
  readonly bytes: Uint8Array
  elements: number
}

interface Converted {
  readonly value: Uint8Array
  readonly end: number
}

function convert(work: Work, at: number, limit: number, depth: number): Converted {
  const { bytes } = work
  if (++work.elements > maxElements) malformed("limit", `more than ${maxElements} elements`, at)
  if (depth > maxDepth) malformed("limit", `more than ${maxDepth} levels of nesting`, at)
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || at + 2 > limit)
    malformed("encoding", "ends inside of an element", at)
  const constructed = (tag & 0x20) !== 0
  if ((tag & 0x1f) === 0x1f) malformed("encoding", "a tag number above 30", at)
  if (first === 0x80) {
    if (!constructed) malformed("encoding", "an indefinite length of a primitive value", at)
    return children(work, tag, at + 2, undefined, limit, depth)
  }
  const { length, start } = definite(bytes, at, first)
  if (length > limit - start) malformed("encoding", "an element is longer than what holds it", at)
  if (constructed) return children(work, tag, start, start + length, limit, depth)
  return { value: bytes.subarray(at, start + length), end: start + length }
}

/** `end` is undefined for an indefinite length, which two zero octets end. */
function children(
  work: Work,
  tag: number,
  start: number,
  end: number | undefined,
  limit: number,
  depth: number,
): Converted {
  const parts: Uint8Array[] = []
  let at = start
  while (end === undefined ? !(work.bytes[at] === 0 && work.bytes[at + 1] === 0) : at < end) {
    const child = convert(work, at, end ?? limit, depth + 1)
    parts.push(child.value)
    at = child.end
  }
  if (end === undefined && at + 2 > limit) malformed("encoding", "an indefinite length without end", start)
  const value = tag === constructedOctetString ? der(octetString, ...parts.map(content)) : der(tag, ...parts)
  return { value, end: end ?? at + 2 }
}

function definite(bytes: Uint8Array, at: number, first: number): { length: number; start: number } {
  if (first < 0x80) return { length: first, start: at + 2 }
  const size = first & 0x7f
  if (size > 4) malformed("encoding", "a length of more than four octets", at)
  let length = 0
  for (let index = 0; index < size; index++) length = length * 256 + (bytes[at + 2 + index] ?? Number.NaN)
  if (Number.isNaN(length)) malformed("encoding", "ends inside of a length", at)
  return { length, start: at + 2 + size }
}

/** The content of a converted primitive element. */
function content(element: Uint8Array): Uint8Array {
  const first = element[1] ?? 0
  return element.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f))
}
