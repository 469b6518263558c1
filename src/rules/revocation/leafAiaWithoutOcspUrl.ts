import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { locationsOf } from "../support/values.js"

export const leafAiaWithoutOcspUrl = certificateRule({
  code: "leaf-aia-without-ocsp-url",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.3 (before version 2.0)",
  inForce: { from: "2012-07-01", until: "2024-03-15" },
  message: "authorityInfoAccess has no HTTP URL of an OCSP responder",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "authorityInfoAccess of a server certificate has an OCSP location with http; until OCSP became optional in 2024.",
    why: "Clients could not ask whether the certificate is revoked.",
    bad: "authorityInfoAccess = caIssuers only",
    good: "authorityInfoAccess = OCSP and caIssuers",
  },
  check: (view) =>
    when(view.has("authorityInfoAccess") && !urisOf(locationsOf(view, accessMethods.ocsp)).some(isHttp)),
})
