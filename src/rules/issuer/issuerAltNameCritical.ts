import { extensionCritical } from "../support/factories.js"

export const issuerAltNameCritical = extensionCritical({
  code: "issuer-alt-name-critical",
  severity: "warning",
  extension: "issuerAltName",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "1999-01-01" },
  why: "Clients that do not know the extension would have to refuse the certificate for no gain.",
})
