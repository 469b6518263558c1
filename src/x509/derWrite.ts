/** Writing DER, for the few structures that are made here; certificates and requests are made elsewhere. */

/** One element: identifier octet, length, parts one after the other. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  return new Uint8Array(Buffer.concat([Buffer.from([tag, ...lengthOctets(body.length)]), body]))
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [0x80 | octets.length, ...octets]
}

export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...parts)
}

export function derSet(...parts: readonly Uint8Array[]): Uint8Array {
  return der(0x31, ...parts)
}

/** A non-negative INTEGER from a number or big-endian octets. */
export function derInteger(value: number | Uint8Array): Uint8Array {
  const octets = typeof value === "number" ? bigEndian(value) : [...value]
  while (octets.length > 1 && octets[0] === 0 && (octets[1] as number) < 0x80) octets.shift()
  if (octets.length === 0 || (octets[0] as number) > 0x7f) octets.unshift(0)
  return der(0x02, Uint8Array.from(octets))
}

function bigEndian(value: number): number[] {
  const octets: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return octets
}

/** An OBJECT IDENTIFIER from dotted decimal. */
export function derOid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split(".").map(BigInt)
  return der(0x06, Uint8Array.from([first * 40n + second, ...rest].flatMap(septets)))
}

function septets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}

/** A BIT STRING. */
export function derBits(octets: Uint8Array, unused = 0): Uint8Array {
  return der(0x03, Uint8Array.of(unused), octets)
}

export function derOctets(octets: Uint8Array): Uint8Array {
  return der(0x04, octets)
}

export function derBoolean(value: boolean): Uint8Array {
  return der(0x01, Uint8Array.of(value ? 0xff : 0))
}

/** A string of one of the types whose octets are UTF-8 or a part of it. */
export function derText(tag: number, text: string): Uint8Array {
  return der(tag, new TextEncoder().encode(text))
}

/** The NULL value. */
export const derNull: Uint8Array = Uint8Array.of(0x05, 0x00)
