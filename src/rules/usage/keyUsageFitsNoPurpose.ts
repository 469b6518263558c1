import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { fittingBits } from "../support/keyUsages.js"

export const keyUsageFitsNoPurpose = certificateRule({
  code: "key-usage-fits-no-purpose",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.12",
  inForce: { from: "2008-05-01" },
  message: "no bit of keyUsage fits a purpose of extKeyUsage: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "At least one bit of keyUsage fits a purpose of extKeyUsage.",
    why: "A certificate whose two extensions agree on nothing must not be used for any purpose.",
    bad: "keyUsage = dataEncipherment, extKeyUsage = serverAuth",
    good: "keyUsage = digitalSignature, extKeyUsage = serverAuth",
  },
  check: (view) => {
    const bits = fittingBits(view)
    return bits === undefined || bits.fitting.length > 0 ? undefined : found(bits.others)
  },
})
