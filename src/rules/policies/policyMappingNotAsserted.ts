import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const policyMappingNotAsserted = certificateRule({
  code: "policy-mapping-not-asserted",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.5",
  inForce: { from: "2002-04-01" },
  message: "policyMappings maps policies that certificatePolicies does not assert: {values}",
  at: "extensions.policyMappings",
  documentation: {
    what: "Each issuerDomainPolicy that is mapped is also in certificatePolicies.",
    why: "Otherwise the mapping has no effect.",
    bad: "mapping from 1.2.3, certificatePolicies without it",
    good: "mapping from 1.2.3, certificatePolicies = 1.2.3",
  },
  check: (view) => {
    const asserted = new Set(view.policies)
    return found(
      (view.value("policyMappings") ?? []).flatMap(({ issuerDomain }) =>
        asserted.has(issuerDomain) ? [] : [issuerDomain],
      ),
    )
  },
})
