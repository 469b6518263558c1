import { extensionCritical } from "../support/factories.js"

export const leafPoliciesCritical = extensionCritical({
  code: "leaf-policies-critical",
  severity: "warning",
  source: "br",
  scopes: ["leaf"],
  extension: "certificatePolicies",
  citation: "BR 7.1.2.7.6",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  why: "Clients that do not know one of the qualifiers refuse the certificate.",
})
