import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const policiesEmpty = certificateRule({
  code: "policies-empty",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.9",
  inForce: { from: "2012-07-01" },
  message: "asserts no policy",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "certificatePolicies of a public server certificate lists at least one policy.",
    why: "It says under which rules the CA has verified the names.",
    bad: "certificatePolicies = (empty)",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) => when(view.has("certificatePolicies") && view.policies.length === 0),
})
