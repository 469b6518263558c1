import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { fittingBits } from "../support/keyUsages.js"

export const keyUsageContradictsEku = certificateRule({
  code: "key-usage-contradicts-eku",
  severity: "warning",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.12",
  inForce: { from: "2008-05-01" },
  message: "keyUsage has bits that fit none of the purposes of extKeyUsage: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "Every bit of keyUsage fits a purpose of extKeyUsage.",
    why: "A client checks both; a use that only one of them permits is not permitted, so the bit promises what nobody may do.",
    bad: "keyUsage = dataEncipherment, extKeyUsage = clientAuth",
    good: "keyUsage = digitalSignature, extKeyUsage = clientAuth",
  },
  check: (view) => found(fittingBits(view)?.others ?? []),
})
