import { modulusOf, smallestFactor } from "../../x509/rsaModulus.js"
import { requestRule } from "../rule.js"

export const rsaModulusSmallFactor = requestRule({
  code: "rsa-modulus-small-factor",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.6",
  inForce: { from: "2013-02-21" },
  message: "the RSA modulus has the factor {factor}",
  at: "publicKey",
  documentation: {
    what: "An RSA modulus has no prime factor smaller than 752.",
    why: "It was made by a broken generator and can be factored.",
    bad: "a modulus divisible by 3",
    good: "a modulus of two large primes",
  },
  check: (view) => {
    const modulus = modulusOf(view.publicKey)
    const factor = modulus === undefined ? undefined : smallestFactor(modulus)
    return factor === undefined ? undefined : { factor }
  },
})
