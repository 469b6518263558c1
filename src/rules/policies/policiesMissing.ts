import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const policiesMissing = certificateRule({
  code: "policies-missing",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.9",
  inForce: { from: "2012-07-01" },
  message: "has no certificatePolicies",
  at: "extensions",
  documentation: {
    what: "A public server certificate has the extension certificatePolicies.",
    why: "It says under which rules the CA has verified the names.",
    bad: "no certificatePolicies",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) => when(!view.has("certificatePolicies")),
})
