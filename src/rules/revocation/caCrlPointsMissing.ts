import { extensionMissing } from "../support/factories.js"

export const caCrlPointsMissing = extensionMissing({
  code: "ca-crl-points-missing",
  source: "br",
  scopes: ["intermediate"],
  extension: "crlDistributionPoints",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2012-07-01" },
  why: "Nobody can tell whether the intermediate is revoked.",
})
