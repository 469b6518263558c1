import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caAnyPolicyBesideOthers = certificateRule({
  code: "ca-any-policy-beside-others",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.5",
  inForce: { from: "2023-09-15" },
  message: "certificatePolicies of a CA has anyPolicy and other policies",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "A CA with anyPolicy has no other policy beside it.",
    why: "anyPolicy says that the CA is not limited, so the others say nothing, and look as if they did.",
    bad: "CA:TRUE, certificatePolicies = 2.23.140.1.2.2, 2.5.29.32.0",
    good: "CA:TRUE, certificatePolicies = 2.5.29.32.0",
  },
  check: (view) => when(view.hasPolicy("any") && view.policies.length > 1),
})
