import { extensionCritical } from "../support/factories.js"

export const authorityKeyIdentifierCritical = extensionCritical({
  code: "authority-key-identifier-critical",
  extension: "authorityKeyIdentifier",
  citation: "RFC 5280 section 4.2.1.1",
  inForce: { from: "1999-01-01" },
  why: "It only helps to find the issuer; a client that does not know it would have to refuse the certificate.",
})
