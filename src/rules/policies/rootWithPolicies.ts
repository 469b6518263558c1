import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rootWithPolicies = certificateRule({
  code: "root-with-policies",
  severity: "warning",
  scopes: ["root"],
  source: "br",
  citation: "BR 7.1.2.1.2",
  inForce: { from: "2012-07-01" },
  message: "a root has certificatePolicies",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "A root has no certificatePolicies.",
    why: "A trust anchor is trusted for every policy; the extension says nothing there.",
    bad: "certificatePolicies in a root",
    good: "no certificatePolicies",
  },
  check: (view) => when(view.has("certificatePolicies")),
})
