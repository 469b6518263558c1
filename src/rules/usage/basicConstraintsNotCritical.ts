import { extensionNotCritical } from "../support/factories.js"

export const basicConstraintsNotCritical = extensionNotCritical({
  code: "basic-constraints-not-critical",
  scopes: ["intermediate", "root"],
  extension: "basicConstraints",
  citation: "RFC 5280 section 4.2.1.9",
  inForce: { from: "1999-01-01" },
  why: "A client that skips the extension would take the CA for a leaf, or a leaf for a CA.",
})
