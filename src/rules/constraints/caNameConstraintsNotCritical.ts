import { extensionNotCritical } from "../support/factories.js"

export const caNameConstraintsNotCritical = extensionNotCritical({
  code: "ca-name-constraints-not-critical",
  severity: "warning",
  source: "br",
  scopes: ["intermediate"],
  extension: "nameConstraints",
  citation: "BR 7.1.2.10.8",
  inForce: { from: "2012-06-08" },
  why: "A client that skips the extension accepts names that the CA may not sign.",
})
