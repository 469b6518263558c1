import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { fullNames } from "../support/values.js"

export const leafCrlPointsWithoutUrl = certificateRule({
  code: "leaf-crl-points-without-url",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2012-07-01" },
  message: "crlDistributionPoints has no HTTP URL",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "crlDistributionPoints of a server certificate has a full name with an http URI.",
    why: "Clients fetch lists by HTTP only.",
    bad: "crlDistributionPoints = URI:ldap://ca.example.edu",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) =>
    when(view.has("crlDistributionPoints") && !urisOf(fullNames(view.distributionPoints)).some(isHttp)),
})
