import { extensionCritical } from "../support/factories.js"

export const crlPointsCritical = extensionCritical({
  code: "crl-points-critical",
  severity: "warning",
  extension: "crlDistributionPoints",
  citation: "RFC 5280 section 4.2.1.13",
  inForce: { from: "1999-01-01" },
  why: "A client that does not fetch lists would have to refuse the certificate.",
})
