import { certificateRule } from "../rule.js"
import { bitLengthOf, dsaKeyOf } from "../support/dsa.js"

export const dsaSizesNotAllowed = certificateRule({
  code: "dsa-sizes-not-allowed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  citation: "BR 6.1.5 (before version 1.7.1)",
  inForce: { from: "2013-02-21" },
  message: "the DSA key has sizes that FIPS 186-4 does not pair: {sizes}",
  at: "publicKey",
  documentation: {
    what: "p and q of a DSA key have 2048 and 224, 2048 and 256, or 3072 and 256 bits.",
    why: "Other pairs are weaker than they look.",
    bad: "2048 and 160 bits",
    good: "2048 and 256 bits",
  },
  check: (view) => {
    const key = dsaKeyOf(view.publicKey)
    if (key === undefined) return undefined
    const sizes = `${bitLengthOf(key.p)} and ${bitLengthOf(key.q)}`
    return ["2048 and 224", "2048 and 256", "3072 and 256"].includes(sizes) ? undefined : { sizes }
  },
})
