import { certificateRule } from "../rule.js"
import { reservedPolicies } from "../support/oids.js"

export const caWithSeveralReservedPolicies = certificateRule({
  code: "ca-with-several-reserved-policies",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.5",
  inForce: { from: "2023-09-15" },
  message: "an intermediate has {count} of the reserved policies, not one",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "An intermediate that is restricted in its policies has exactly one of the reserved policies.",
    why: "One issuing CA for one kind of validation.",
    bad: "certificatePolicies = 2.23.140.1.2.1, 2.23.140.1.2.2",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) => {
    const count = view.policies.filter((policy) => reservedPolicies.has(policy)).length
    return count > 1 ? { count } : undefined
  },
})
