import { accessMethods } from "../../x509/extensions/revocation.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { isHttp, urisOf } from "../support/uris.js"
import { locationsOf } from "../support/values.js"

export const caAiaWithoutIssuerUrl = certificateRule({
  code: "ca-aia-without-issuer-url",
  severity: "warning",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.2 (before version 2.0)",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  message: "authorityInfoAccess of an intermediate has no HTTP URL of its issuer's certificate",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "authorityInfoAccess of an intermediate has a caIssuers location with http.",
    why: "Clients that complete a chain by themselves do not find the issuer.",
    bad: "authorityInfoAccess = OCSP only",
    good: "authorityInfoAccess = caIssuers and OCSP",
  },
  check: (view) =>
    when(view.has("authorityInfoAccess") && !urisOf(locationsOf(view, accessMethods.caIssuers)).some(isHttp)),
})
