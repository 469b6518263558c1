/** Mutations of byte strings, the same ones for the same seed. */

/** A small generator of numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Octets at which readers break: ends of ranges, tags, lengths. */
const telling = [
  0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x0c, 0x17, 0x18, 0x1f, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0,
  0xa3, 0xff,
]

type Mutation = (
  bytes: Uint8Array,
  pick: (limit: number) => number,
  others: readonly Uint8Array[],
) => Uint8Array

const changed = (bytes: Uint8Array, at: number, octet: number): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  copy[at] = octet
  return copy
}
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** All of them, each as likely as the others. */
export const mutations: readonly Mutation[] = [
  // One bit.
  (bytes, pick) => {
    const at = pick(bytes.length)
    return changed(bytes, at, (bytes[at] ?? 0) ^ (1 << pick(8)))
  },
  // One octet, any or telling.
  (bytes, pick) => changed(bytes, pick(bytes.length), pick(256)),
  (bytes, pick) => changed(bytes, pick(bytes.length), telling[pick(telling.length)] ?? 0),
  // A little more or less, as lengths are.
  (bytes, pick) => {
    const at = pick(bytes.length)
    return changed(bytes, at, ((bytes[at] ?? 0) + (pick(2) === 0 ? 1 : 255)) & 0xff)
  },
  // Cut off, cut out, put in, doubled.
  (bytes, pick) => bytes.subarray(0, pick(bytes.length)),
  (bytes, pick) => {
    const at = pick(bytes.length)
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + pick(8)))
  },
  (bytes, pick) => {
    const at = pick(bytes.length)
    return joined(
      bytes.subarray(0, at),
      Uint8Array.from({ length: 1 + pick(8) }, () => pick(256)),
      bytes.subarray(at),
    )
  },
  (bytes, pick) => {
    const at = pick(bytes.length)
    const part = bytes.subarray(at, at + 1 + pick(64))
    return joined(bytes.subarray(0, at), part, part, bytes.subarray(at))
  },
  // The end of another seed.
  (bytes, pick, others) => {
    const other = others[pick(others.length)] ?? bytes
    const at = pick(Math.min(bytes.length, other.length))
    return joined(bytes.subarray(0, at), other.subarray(at))
  },
]

/** One to four mutations one after the other. */
export function mutate(bytes: Uint8Array, next: () => number, others: readonly Uint8Array[]): Uint8Array {
  const pick = (limit: number): number => Math.floor(next() * limit)
  let mutant = bytes
  for (let rounds = 1 + pick(4); rounds > 0 && mutant.length > 0; rounds--)
    mutant = mutations[pick(mutations.length)]?.(mutant, pick, others) ?? mutant
  return mutant
}
