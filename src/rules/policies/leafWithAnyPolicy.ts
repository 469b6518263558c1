import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const leafWithAnyPolicy = certificateRule({
  code: "leaf-with-any-policy",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.9",
  inForce: { from: "2023-09-15" },
  message: "certificatePolicies of a server certificate has anyPolicy",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "certificatePolicies of a public server certificate does not hold anyPolicy.",
    why: "A server certificate says under which policy it was issued; any is no answer.",
    bad: "certificatePolicies = 2.23.140.1.2.2, 2.5.29.32.0",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) => when(view.hasPolicy("any")),
})
