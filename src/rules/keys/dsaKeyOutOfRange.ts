import { certificateRule } from "../rule.js"
import { dsaKeyOf } from "../support/dsa.js"
import { when } from "../support/facts.js"

export const dsaKeyOutOfRange = certificateRule({
  code: "dsa-key-out-of-range",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  purpose: "any",
  citation: "BR 6.1.6 (before version 1.7.1)",
  inForce: { from: "2012-07-01" },
  message: "the DSA public number lies outside of 2 to p-2",
  at: "publicKey",
  documentation: {
    what: "The public number y of a DSA key lies between 2 and p-2.",
    why: "Outside of that range the key is trivial.",
    bad: "y = 1",
    good: "y in its range",
  },
  check: (view) => {
    const key = dsaKeyOf(view.publicKey)
    return when(key !== undefined && (key.y < 2n || key.y > key.p - 2n))
  },
})
