import { isRocaModulus, modulusOf } from "../../x509/rsaModulus.js"
import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaRocaKey = requestRule({
  code: "rsa-roca-key",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.1.3 (CVE-2017-15361)",
  message: "the RSA key has the fingerprint of a chip library whose keys can be computed (ROCA)",
  hint: "make a new key elsewhere, replace the certificate and ask the CA to revoke this one",
  at: "publicKey",
  documentation: {
    what: "The modulus does not have the structure that one widespread smart-card library gave its keys.",
    why: "The private key follows from the public one at a price that many can pay.",
    bad: "a key made by an affected smart card",
    good: "a key made by OpenSSL or certfleet csr",
  },
  check: (view) => {
    const modulus = modulusOf(view.publicKey)
    return when(modulus !== undefined && isRocaModulus(modulus))
  },
})
