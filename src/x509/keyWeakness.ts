/** Why no certificate should be ordered for a key, whoever looks at it: before its CSR is made, and among files that are there. */
import { isOffCurve } from "./ecPoint.js"
import type { PublicKey } from "./publicKey.js"
import { hasCloseFactors, isRocaModulus, modulusOf, smallestFactor } from "./rsaModulus.js"

const curves: ReadonlySet<string> = new Set(["P-256", "P-384", "P-521"])

/** What is wrong with it, in words that follow a colon; undefined where nothing is. */
export function weaknessOf(key: PublicKey): string | undefined {
  const modulus = modulusOf(key)
  if (key.kind === "ec" && !curves.has(key.curve ?? ""))
    return `its curve is ${key.curve ?? "not a named one"}`
  if (key.kind === "ec") return isOffCurve(key) ? "it is no point of its curve" : undefined
  if (key.kind !== "rsa" || modulus === undefined) return `public CAs take no ${key.kind} key`
  if (key.modulusBits < 2048) return `RSA of ${key.modulusBits} bits is too short`
  // BR 6.1.6: odd, and 3 or more.
  if (key.exponent < 3n || key.exponent % 2n === 0n) return `its RSA exponent is ${key.exponent}`
  if (smallestFactor(modulus) !== undefined) return "its modulus has a small factor"
  if (hasCloseFactors(modulus)) return "its primes lie so close together that it can be factored"
  return isRocaModulus(modulus) ? "a chip library made it whose keys can be computed (ROCA)" : undefined
}
