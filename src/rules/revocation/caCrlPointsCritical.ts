import { extensionCritical } from "../support/factories.js"

export const caCrlPointsCritical = extensionCritical({
  code: "ca-crl-points-critical",
  source: "br",
  scopes: ["intermediate"],
  extension: "crlDistributionPoints",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2012-07-01" },
  why: "A client that does not fetch lists would have to refuse the path.",
})
