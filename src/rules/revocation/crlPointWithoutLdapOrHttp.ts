import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { schemeOf, urisOf } from "../support/uris.js"
import { fullNames } from "../support/values.js"

export const crlPointWithoutLdapOrHttp = certificateRule({
  code: "crl-point-without-ldap-or-http",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.13",
  inForce: { from: "2008-05-01" },
  message: "no distribution point has an HTTP or LDAP address",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "At least one distribution point has an http or ldap URI.",
    why: "Clients find no list.",
    bad: "crlDistributionPoints = DirName:CN=CRL1",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) =>
    when(
      view.has("crlDistributionPoints") &&
        !urisOf(fullNames(view.distributionPoints)).some((uri) =>
          ["http", "ldap"].includes(schemeOf(uri) ?? ""),
        ),
    ),
})
