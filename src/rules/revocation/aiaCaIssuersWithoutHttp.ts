import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { schemeOf, urisOf } from "../support/uris.js"
import { locationsOf } from "../support/values.js"

export const aiaCaIssuersWithoutHttp = certificateRule({
  code: "aia-ca-issuers-without-http",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.2.1",
  inForce: { from: "2008-05-01" },
  message: "authorityInfoAccess names the issuer's certificate, but at no HTTP or LDAP address",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "At least one caIssuers location is an http or ldap URI.",
    why: "Clients that complete a chain by themselves find nothing there.",
    bad: "caIssuers = URI:file:///ca.crt",
    good: "caIssuers = URI:http://ca.example.edu/ca.crt",
  },
  check: (view) => {
    const locations = locationsOf(view, accessMethods.caIssuers)
    return when(
      locations.length > 0 &&
        !urisOf(locations).some((uri) => ["http", "ldap"].includes(schemeOf(uri) ?? "")),
    )
  },
})
