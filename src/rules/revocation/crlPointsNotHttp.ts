import { generalNameText } from "../../x509/generalName.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isHttp } from "../support/uris.js"
import { fullNames } from "../support/values.js"

export const crlPointsNotHttp = certificateRule({
  code: "crl-points-not-http",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "br",
  citation: "BR 7.1.2.11.2",
  inForce: { from: "2023-09-15" },
  message: "crlDistributionPoints has a name that is no HTTP URL: {values}",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "Every full name in crlDistributionPoints is a URI with the scheme http.",
    why: "Clients fetch lists by HTTP only, and before they can verify TLS.",
    bad: "crlDistributionPoints = URI:https://ca.example.edu/ca.crl",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) =>
    found(
      fullNames(view.distributionPoints).flatMap((name) =>
        name.kind === "uri" && isHttp(name.value) ? [] : [generalNameText(name)],
      ),
    ),
})
