import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { locationsOf } from "../support/values.js"

export const leafAiaWithoutIssuerUrl = certificateRule({
  code: "leaf-aia-without-issuer-url",
  severity: "warning",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2012-07-01" },
  message: "authorityInfoAccess has no HTTP URL of the issuer's certificate",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "authorityInfoAccess of a server certificate has a caIssuers location with http.",
    why: "Clients that complete a chain by themselves do not find the issuer.",
    bad: "authorityInfoAccess = OCSP only",
    good: "authorityInfoAccess = caIssuers and OCSP",
  },
  check: (view) =>
    when(view.has("authorityInfoAccess") && !urisOf(locationsOf(view, accessMethods.caIssuers)).some(isHttp)),
})
