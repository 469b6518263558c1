/** DSA parameters and keys: RFC 3279 section 2.3.2. */
import { DerReader, tags, Work } from "../../x509/der.js"
import { hex, readInteger } from "../../x509/derValues.js"
import { attempt } from "../../x509/parsed.js"
import type { PublicKey } from "../../x509/publicKey.js"

export interface DsaKey {
  readonly p: bigint
  readonly q: bigint
  readonly g: bigint
  readonly y: bigint
}

/** The numbers of a DSA key; undefined for other keys and where they are missing or unreadable. */
export function dsaKeyOf(key: PublicKey): DsaKey | undefined {
  const { parameters } = key.algorithm
  if (key.kind !== "dsa" || parameters === undefined) return undefined
  const read = attempt(() => {
    const reader = new DerReader(parameters, new Work()).enter(tags.sequence, "the DSA parameters")
    const [p, q, g] = [number(reader), number(reader), number(reader)]
    return { p, q, g, y: number(new DerReader(key.bits, new Work())) }
  })
  return read.ok ? read.value : undefined
}

function number(reader: DerReader): bigint {
  return BigInt(`0x${hex(readInteger(reader.read(tags.integer, "a DSA number")))}`)
}

export function bitLengthOf(value: bigint): number {
  return value.toString(2).length
}

/** Square and multiply. */
export function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}
