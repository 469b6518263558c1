import { certificateRule } from "../rule.js"
import { found, repeated } from "../support/facts.js"

export const policyDuplicate = certificateRule({
  code: "policy-duplicate",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.4",
  inForce: { from: "2008-05-01" },
  message: "a policy is listed twice: {values}",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "A policy identifier is there once.",
    why: "Which of the two sets of qualifiers holds, nobody could say.",
    bad: "certificatePolicies = 2.23.140.1.2.2, 2.23.140.1.2.2",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) => found(repeated(view.policies)),
})
