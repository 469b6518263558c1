import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { fullNames } from "../support/values.js"

export const caCrlPointsWithoutUrl = certificateRule({
  code: "ca-crl-points-without-url",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2012-07-01" },
  message: "crlDistributionPoints of an intermediate has no HTTP URL",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "crlDistributionPoints of an intermediate has a full name with an http URI.",
    why: "Clients fetch lists by HTTP only.",
    bad: "crlDistributionPoints = URI:ldap://ca.example.edu",
    good: "crlDistributionPoints = URI:http://ca.example.edu/root.crl",
  },
  check: (view) =>
    when(view.has("crlDistributionPoints") && !urisOf(fullNames(view.distributionPoints)).some(isHttp)),
})
