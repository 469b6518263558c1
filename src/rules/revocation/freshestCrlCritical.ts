import { extensionCritical } from "../support/factories.js"

export const freshestCrlCritical = extensionCritical({
  code: "freshest-crl-critical",
  extension: "freshestCrl",
  citation: "RFC 5280 section 4.2.1.15",
  inForce: { from: "2002-04-01" },
  why: "A client that does not fetch delta lists would have to refuse the certificate.",
})
