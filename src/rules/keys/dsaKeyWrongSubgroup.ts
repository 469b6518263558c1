import { certificateRule } from "../rule.js"
import { bitLengthOf, dsaKeyOf, modularPower } from "../support/dsa.js"
import { when } from "../support/facts.js"

/** FIPS 186-4 section 4.2 has no larger numbers, and the power of larger ones takes seconds. */
const largest = { p: 3072, q: 256 } as const

export const dsaKeyWrongSubgroup = certificateRule({
  code: "dsa-key-wrong-subgroup",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  purpose: "any",
  citation: "BR 6.1.6 (before version 1.7.1)",
  inForce: { from: "2012-07-01" },
  message: "the DSA public number is not of order q",
  at: "publicKey",
  documentation: {
    what: "y to the power of q is 1 modulo p.",
    why: "Otherwise the key leaks parts of the private one.",
    bad: "y of another order",
    good: "y of order q",
  },
  check: (view) => {
    const key = dsaKeyOf(view.publicKey)
    if (key === undefined || bitLengthOf(key.p) > largest.p || bitLengthOf(key.q) > largest.q)
      return undefined
    return when(modularPower(key.y, key.q, key.p) !== 1n)
  },
})
