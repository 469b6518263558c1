import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const jurisdictionWithoutEvPolicy = certificateRule({
  code: "jurisdiction-without-ev-policy",
  severity: "notice",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.4",
  inForce: { from: "2023-09-15" },
  message: "the subject has jurisdictionCountryName like an EV certificate, without the policy 2.23.140.1.1",
  at: "subject",
  documentation: {
    what: "A certificate that names the jurisdiction of its subject's registration has the policy of extended validation, 2.23.140.1.1.",
    why: "The rules for extended validation are found by that policy alone: without it nothing holds the CA to them.",
    bad: "jurisdictionCountryName=US, policy 2.23.140.1.2.2",
    good: "jurisdictionCountryName=US, policy 2.23.140.1.1",
  },
  check: (view) => when(view.hasAttribute(attribute.jurisdictionCountry) && !view.hasPolicy("ev")),
})
