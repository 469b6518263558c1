import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isOnion } from "../support/onions.js"
import { lifetimeMonths } from "../support/values.js"

export const onionValidTooLong = certificateRule({
  code: "onion-valid-too-long",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "EV guidelines appendix F",
  inForce: { from: "2015-05-01" },
  message: "names an onion service for more than 15 months: {values}",
  at: "validity",
  documentation: {
    what: "A certificate with a name under onion lives 15 months at most.",
    why: "Onion names were temporary by design of the ballot that allowed them.",
    bad: "DNS:(16 characters).onion for 24 months",
    good: "DNS:(56 characters).onion for 6 months",
  },
  check: (view) => (lifetimeMonths(view) > 15 ? found(view.hostNames.filter(isOnion)) : undefined),
})
