import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { reservedPolicies } from "../support/oids.js"

export const caWithoutReservedPolicy = certificateRule({
  code: "ca-without-reserved-policy",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.5",
  inForce: { from: "2023-09-15" },
  message: "an intermediate has neither anyPolicy nor one of the reserved policies",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "certificatePolicies of an intermediate has anyPolicy or a reserved policy.",
    why: "Leaves below it could assert none of the reserved policies.",
    bad: "certificatePolicies = 1.3.6.1.4.1.99999.1",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) =>
    when(
      view.has("certificatePolicies") &&
        !view.hasPolicy("any") &&
        !view.policies.some((policy) => reservedPolicies.has(policy)),
    ),
})
