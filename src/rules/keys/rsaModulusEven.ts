import { modulusOf } from "../../x509/rsaModulus.js"
import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaModulusEven = requestRule({
  code: "rsa-modulus-even",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.6",
  inForce: { from: "2013-02-21" },
  message: "the RSA modulus is even",
  at: "publicKey",
  documentation: {
    what: "An RSA modulus is odd.",
    why: "An even modulus has the factor 2: the private key is known to everybody.",
    bad: "an even modulus",
    good: "a modulus of two large primes",
  },
  check: (view) => when((modulusOf(view.publicKey) ?? 1n) % 2n === 0n),
})
