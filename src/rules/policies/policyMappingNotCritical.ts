import { extensionNotCritical } from "../support/factories.js"

export const policyMappingNotCritical = extensionNotCritical({
  code: "policy-mapping-not-critical",
  severity: "warning",
  extension: "policyMappings",
  citation: "RFC 5280 section 4.2.1.5",
  inForce: { from: "2008-05-01" },
  why: "A client that skips the extension takes policies for unrelated.",
})
