import { weaknessOf } from "../../x509/keyWeakness.js"
import { keyRule } from "../rule.js"

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
