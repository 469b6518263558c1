import type { PublicKey } from "../../x509/publicKey.js"
import { keyRule } from "../rule.js"
import { hasCloseFactors, isRocaModulus, modulusOf, smallestFactor } from "../support/moduli.js"

const curves: ReadonlySet<string> = new Set(["P-256", "P-384", "P-521"])

export const privateKeyWeak = keyRule({
  code: "private-key-weak",
  severity: "error",
  scopes: ["key"],
  source: "certfleet",
  citation: "BR 6.1.1.3, 6.1.5",
  message: "no certificate should be ordered for this key: {problem}",
  hint: "make a new key with certfleet csr",
  documentation: {
    what: "A private key is RSA of 2048 bits or more, without known weakness, or ECDSA on P-256, P-384 or P-521.",
    why: "The CA refuses its CSR, or somebody computes the key.",
    bad: "RSA 1024, secp256k1, a modulus of two neighbouring primes",
    good: "RSA 2048, ECDSA P-256",
  },
  check: ({ publicKey }) => {
    const problem = publicKey === undefined ? undefined : weaknessOf(publicKey)
    return problem === undefined ? undefined : { problem }
  },
})

function weaknessOf(key: PublicKey): string | undefined {
  const modulus = modulusOf(key)
  if (key.kind === "ec")
    return curves.has(key.curve ?? "") ? undefined : `its curve is ${key.curve ?? "not a named one"}`
  if (key.kind !== "rsa" || modulus === undefined) return `public CAs take no ${key.kind} key`
  if (key.modulusBits < 2048) return `RSA of ${key.modulusBits} bits is too short`
  if (smallestFactor(modulus) !== undefined) return "its modulus has a small factor"
  if (hasCloseFactors(modulus)) return "its primes lie so close together that it can be factored"
  return isRocaModulus(modulus) ? "a chip library made it whose keys can be computed (ROCA)" : undefined
}
