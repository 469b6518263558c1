import { extensionCritical } from "../support/factories.js"

export const subjectKeyIdentifierCritical = extensionCritical({
  code: "subject-key-identifier-critical",
  extension: "subjectKeyIdentifier",
  citation: "RFC 5280 section 4.2.1.2",
  inForce: { from: "1999-01-01" },
  why: "It only helps to find certificates; a client that does not know it would have to refuse this one.",
})
