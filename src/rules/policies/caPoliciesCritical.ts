import { extensionCritical } from "../support/factories.js"

export const caPoliciesCritical = extensionCritical({
  code: "ca-policies-critical",
  severity: "warning",
  source: "br",
  scopes: ["intermediate"],
  extension: "certificatePolicies",
  citation: "BR 7.1.2.2",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  why: "Clients that do not know one of the qualifiers refuse the path.",
})
