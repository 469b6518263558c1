import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const policiesCritical = certificateRule({
  code: "policies-critical",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "br",
  citation: "BR 7.1.2.7.6 and 7.1.2.10.2",
  inForce: { from: "2023-09-15" },
  message: "certificatePolicies is critical",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "certificatePolicies is not critical.",
    why: "Clients that do not know one of the qualifiers refuse the certificate.",
    bad: "certificatePolicies: critical",
    good: "certificatePolicies: not critical",
  },
  check: (view) => when(view.isCritical("certificatePolicies")),
})
