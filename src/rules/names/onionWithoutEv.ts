import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isOnion } from "../support/onions.js"

export const onionWithoutEv = certificateRule({
  code: "onion-without-ev",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 1.6.1 (ballot 144)",
  inForce: { from: "2015-05-01", until: "2020-02-19" },
  message: "names an onion service without being an EV certificate: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Before ballot SC27 only EV certificates named onion services.",
    why: "A short onion name could be computed by somebody else; extended validation was the counterweight.",
    bad: "DNS:(16 characters).onion with a DV policy",
    good: "DNS:(56 characters).onion",
  },
  check: (view) => (view.hasPolicy("ev") ? undefined : found(view.hostNames.filter(isOnion))),
})
