import { certificateRule } from "../rule.js"
import { reservedPolicies } from "../support/oids.js"

export const reservedPolicyCount = certificateRule({
  code: "reserved-policy-count",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.9",
  inForce: { from: "2023-09-15" },
  message: "has {count} of the reserved policies, not exactly one",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "certificatePolicies of a public server certificate has exactly one of the reserved policies for DV, OV, IV and EV.",
    why: "Clients and people read from it what the CA has verified.",
    bad: "certificatePolicies = 2.23.140.1.2.1, 2.23.140.1.2.2",
    good: "certificatePolicies = 2.23.140.1.2.2",
  },
  check: (view) => {
    if (!view.has("certificatePolicies") || view.isOcspResponder) return undefined
    const count = view.policies.filter((policy) => reservedPolicies.has(policy)).length
    return count === 1 ? undefined : { count }
  },
})
