import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const crlReasonsPresent = certificateRule({
  code: "crl-reasons-present",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "br",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2023-09-15" },
  message: "a distribution point is for some reasons only",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "Distribution points of public server certificates and their CAs have no reasons.",
    why: "A list for some reasons does not show what was revoked for the others.",
    bad: "crlDistributionPoints with reasons = keyCompromise",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) => when(view.distributionPoints.some(({ reasons }) => reasons !== undefined)),
})
