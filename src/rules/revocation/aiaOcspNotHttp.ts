import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { locationsOf } from "../support/values.js"

export const aiaOcspNotHttp = certificateRule({
  code: "aia-ocsp-not-http",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2023-09-15" },
  message: "an OCSP location of authorityInfoAccess is no HTTP URL: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "Every OCSP location is a URI with the scheme http.",
    why: "Clients ask it before they can verify TLS, so https cannot work.",
    bad: "OCSP = URI:https://ocsp.example.edu",
    good: "OCSP = URI:http://ocsp.example.edu",
  },
  check: (view) => found(urisOf(locationsOf(view, accessMethods.ocsp)).filter((uri) => !isHttp(uri))),
})
