import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const policiesCritical = certificateRule({
  code: "policies-critical",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  audience: "public",
  citation: "RFC 5280 section 4.2.1.4",
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
