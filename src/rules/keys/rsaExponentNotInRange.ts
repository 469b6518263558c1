import { requestRule } from "../rule.js"

export const rsaExponentNotInRange = requestRule({
  code: "rsa-exponent-not-in-range",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.6",
  inForce: { from: "2013-02-21" },
  message: "the RSA exponent {exponent} lies outside of 2^16+1 to 2^256-1",
  at: "publicKey",
  documentation: {
    what: "The public exponent of an RSA key should be at least 65537 and smaller than 2^256.",
    why: "Small exponents turn slips of padding into forged signatures.",
    bad: "exponent 3",
    good: "exponent 65537",
  },
  check: (view) => {
    const { publicKey } = view
    if (publicKey.kind !== "rsa" && publicKey.kind !== "rsa-pss") return undefined
    const { exponent } = publicKey
    if (exponent >= 1n << 256n) return { exponent: `of ${exponent.toString(2).length} bits` }
    return exponent <= 65_536n ? { exponent: exponent.toString() } : undefined
  },
})
