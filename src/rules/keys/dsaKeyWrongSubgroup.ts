import { certificateRule } from "../rule.js"
import { dsaKeyOf, modularPower } from "../support/dsa.js"
import { when } from "../support/facts.js"

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
    return when(key !== undefined && modularPower(key.y, key.q, key.p) !== 1n)
  },
})
