/** Whether the octets of an EC key are a point of its curve: SEC 1 sections 2.3.4 and 3.2.2, FIPS 186-5 appendix A. */
import { hex } from "./derValues.js"
import type { PublicKey } from "./publicKey.js"

/** y² = x³ - 3x + b modulo p. */
interface Curve {
  readonly octets: number
  readonly p: bigint
  readonly b: bigint
}

/** SEC 2 sections 2.4.2, 2.5.1 and 2.6.1. */
const curves: Readonly<Record<string, Curve>> = {
  "P-256": {
    octets: 32,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  "P-384": {
    octets: 48,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  "P-521": {
    octets: 66,
    p: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
}

const known = new WeakMap<PublicKey, boolean>()

/** True for a key on P-256, P-384 or P-521 that is no point of it: nobody can load such a key. Other keys are not looked at. */
export function isOffCurve(key: PublicKey): boolean {
  const curve = key.kind === "ec" ? curves[key.curve ?? ""] : undefined
  if (curve === undefined) return false
  const found = known.get(key) ?? !isPoint(key.bits, curve)
  known.set(key, found)
  return found
}

function isPoint(bits: Uint8Array, { octets, p, b }: Curve): boolean {
  const [form = 0] = bits
  const x = numberOf(bits.subarray(1, 1 + octets))
  if (x >= p) return false
  const square = modulo(x ** 3n - 3n * x + b, p)
  if (form === 2 || form === 3) return bits.length === 1 + octets && isSquare(square, p)
  if (bits.length !== 1 + 2 * octets) return false
  const y = numberOf(bits.subarray(1 + octets))
  // The hybrid form repeats the parity of y.
  const fits = form === 4 || ((form === 6 || form === 7) && y % 2n === BigInt(form - 6))
  return fits && y < p && (y * y) % p === square
}

/** Euler's criterion. */
function isSquare(number: bigint, p: bigint): boolean {
  let power = 1n
  let base = number
  for (let exponent = (p - 1n) / 2n; exponent > 0n; exponent /= 2n) {
    if (exponent % 2n === 1n) power = (power * base) % p
    base = (base * base) % p
  }
  return power <= 1n
}

function modulo(number: bigint, p: bigint): bigint {
  const rest = number % p
  return rest < 0n ? rest + p : rest
}

function numberOf(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${hex(octets)}`)
}
