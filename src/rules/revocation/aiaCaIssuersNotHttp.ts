import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { locationsOf } from "../support/values.js"

export const aiaCaIssuersNotHttp = certificateRule({
  code: "aia-ca-issuers-not-http",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2023-09-15" },
  message: "a caIssuers location of authorityInfoAccess is no HTTP URL: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "Every caIssuers location is a URI with the scheme http.",
    why: "Clients fetch it before they can verify TLS, so https cannot work.",
    bad: "caIssuers = URI:ldap://ca.example.edu",
    good: "caIssuers = URI:http://ca.example.edu/ca.crt",
  },
  check: (view) => found(urisOf(locationsOf(view, accessMethods.caIssuers)).filter((uri) => !isHttp(uri))),
})
