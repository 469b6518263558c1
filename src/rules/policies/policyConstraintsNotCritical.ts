import { extensionNotCritical } from "../support/factories.js"

export const policyConstraintsNotCritical = extensionNotCritical({
  code: "policy-constraints-not-critical",
  extension: "policyConstraints",
  citation: "RFC 5280 section 4.2.1.11",
  inForce: { from: "2008-05-01" },
  why: "A client that skips the extension accepts policies that are meant to be shut out.",
})
