import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const crlIssuerPresent = certificateRule({
  code: "crl-issuer-present",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate"],
  source: "br",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2023-09-15" },
  message: "a distribution point has a cRLIssuer",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "Distribution points have neither reasons nor cRLIssuer.",
    why: "The CA signs its lists itself; clients do not implement indirect lists.",
    bad: "crlDistributionPoints with cRLIssuer",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) => when(view.distributionPoints.some(({ crlIssuer }) => crlIssuer !== undefined)),
})
