import { hasCloseFactors, modulusOf } from "../../x509/rsaModulus.js"
import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaPrimesClose = requestRule({
  code: "rsa-primes-close",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.1.3",
  message: "the primes of the RSA modulus lie so close together that it can be factored",
  hint: "make a new key elsewhere, replace the certificate and ask the CA to revoke this one",
  at: "publicKey",
  documentation: {
    what: "A hundred rounds of Fermat's method do not factor the modulus.",
    why: "Generators of printers and other devices took neighbouring primes (CVE-2022-26320): anybody finds the private key at once.",
    bad: "a modulus p·q with q the next prime after p",
    good: "a modulus of two independent primes",
  },
  check: (view) => {
    const modulus = modulusOf(view.publicKey)
    return when(modulus !== undefined && hasCloseFactors(modulus))
  },
})
