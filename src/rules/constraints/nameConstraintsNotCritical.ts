import { extensionNotCritical } from "../support/factories.js"

export const nameConstraintsNotCritical = extensionNotCritical({
  code: "name-constraints-not-critical",
  source: "rfc",
  extension: "nameConstraints",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "1999-01-01" },
  why: "A client that skips the extension accepts names that the CA may not sign.",
})
