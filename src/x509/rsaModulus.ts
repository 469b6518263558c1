/** Weaknesses that can be read off an RSA modulus. */
import { hex } from "./derValues.js"
import type { PublicKey } from "./publicKey.js"

/** Several rules look at each. */
const moduli = new WeakMap<PublicKey, bigint>()

/** The modulus of an RSA key; undefined for other keys. */
export function modulusOf(key: PublicKey): bigint | undefined {
  if (key.kind !== "rsa" && key.kind !== "rsa-pss") return undefined
  const modulus = moduli.get(key) ?? BigInt(`0x${hex(key.modulus)}`)
  moduli.set(key, modulus)
  return modulus
}

/** Primes and their product, which a number would hold exactly. */
interface PrimeGroup {
  readonly primes: readonly number[]
  readonly product: bigint
}

/** BR 6.1.6 and NIST SP 800-89 section 5.3.3: no factor smaller than 752. */
let smallPrimes: readonly PrimeGroup[] | undefined

/** In groups: one division of a large number tells of all primes of a group. */
function knownPrimes(): readonly PrimeGroup[] {
  if (smallPrimes !== undefined) return smallPrimes
  const groups: { primes: number[]; product: number }[] = []
  for (const prime of primesBelow(752)) {
    const last = groups.at(-1)
    if (last === undefined || last.product * prime > Number.MAX_SAFE_INTEGER) {
      groups.push({ primes: [prime], product: prime })
    } else {
      last.primes.push(prime)
      last.product *= prime
    }
  }
  smallPrimes = groups.map(({ primes, product }) => ({ primes, product: BigInt(product) }))
  return smallPrimes
}

function primesBelow(limit: number): readonly number[] {
  const composite = new Uint8Array(limit)
  const found: number[] = []
  for (let candidate = 2; candidate < limit; candidate++) {
    if (composite[candidate] === 1) continue
    found.push(candidate)
    for (let multiple = candidate * candidate; multiple < limit; multiple += candidate)
      composite[multiple] = 1
  }
  return found
}

/** The smallest prime factor below 752, if any. */
export function smallestFactor(modulus: bigint): number | undefined {
  for (const { primes, product } of knownPrimes()) {
    const rest = Number(modulus % product)
    const found = primes.find((prime) => rest % prime === 0)
    if (found !== undefined) return found
  }
  return undefined
}

/** As many rounds as finds every pair of primes that a broken generator took from one neighbourhood. */
const fermatRounds = 100

/** OpenSSL's limit; larger moduli take seconds here, and no server can use them. */
const tooLarge = 1n << 16_384n

/** Fermat's method: the two primes lie so close together that a few steps from the square root find them. */
export function hasCloseFactors(modulus: bigint): boolean {
  if (modulus % 2n === 0n || modulus >= tooLarge) return false
  const floor = squareRoot(modulus)
  const root = floor * floor < modulus ? floor + 1n : floor
  const rootResidue = Number(root % residuePeriod)
  const modulusResidue = Number(modulus % residuePeriod)
  for (let round = 0; round < fermatRounds; round++) {
    if (!mayBeSquare((rootResidue + round) ** 2 - modulusResidue + Number(residuePeriod))) continue
    const rest = (root + BigInt(round)) ** 2n - modulus
    if (squareRoot(rest) ** 2n === rest) return true
  }
  return false
}

/** Squares have few residues: by these, one number in two hundred is left that is none. Large numbers are slow. */
const squareResidues: readonly Uint8Array[] = [63, 65, 64, 11, 17].map((divisor) => {
  const residues = new Uint8Array(divisor)
  for (let number = 0; number < divisor; number++) residues[(number * number) % divisor] = 1
  return residues
})
/** All of the divisors: a number and its rest by this have the same residues, and the rest's square is exact in a double. */
const residuePeriod = squareResidues.reduce((period, { length }) => period * BigInt(length), 1n)

function mayBeSquare(number: number): boolean {
  return squareResidues.every((residues) => residues[number % residues.length] === 1)
}

function squareRoot(number: bigint): bigint {
  if (number < 2n) return number
  let guess = aboveRoot(number)
  for (;;) {
    const next = (guess + number / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** No less than the square root, and of its size: the closer, the fewer divisions follow. */
function aboveRoot(number: bigint): bigint {
  const digits = number.toString(16)
  // Twelve digits are exact in a double, and an even number of digits goes below the root by half.
  const leading = digits.slice(0, digits.length % 2 === 0 ? 12 : 11)
  const root = Math.floor(Math.sqrt(Number.parseInt(leading, 16) + 1)) + 1
  return BigInt(root) << BigInt((digits.length - leading.length) * 2)
}

/**
 * CVE-2017-15361: the primes of a widespread chip library are k·M + (65537^a mod M), M a product of small
 * primes, so the modulus is a power of 65537 modulo each of them. The primes below tell such keys from others
 * with an error rate near 2^-27.
 */
const rocaPrimes = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
]
const powersByPrime = new Map<number, ReadonlySet<number>>()

/** Made prime by prime as needed: nearly every modulus is told by the first few. */
function powersOf65537(prime: number): ReadonlySet<number> {
  const known = powersByPrime.get(prime)
  if (known !== undefined) return known
  const powers = new Set<number>()
  for (let power = 1 % prime; !powers.has(power); power = (power * 65_537) % prime) powers.add(power)
  powersByPrime.set(prime, powers)
  return powers
}

/** Whether the modulus has the fingerprint of the ROCA generator. */
export function isRocaModulus(modulus: bigint): boolean {
  return rocaPrimes.every((prime) => powersOf65537(prime).has(Number(modulus % BigInt(prime))))
}
