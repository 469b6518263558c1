import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

/** id-ad-timeStamping and id-ad-caRepository. */
const methods: ReadonlySet<string> = new Set(["1.3.6.1.5.5.7.48.3", "1.3.6.1.5.5.7.48.5"])

export const subjectInfoAccessMethodForeign = certificateRule({
  code: "subject-info-access-method-foreign",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.2.2",
  inForce: { from: "2002-05-01" },
  message: "subjectInfoAccess has an access method that the standard does not define: {values}",
  at: "extensions.subjectInfoAccess",
  documentation: {
    what: "subjectInfoAccess has the access methods caRepository and timeStamping only.",
    why: "It says what the subject offers; where to find the issuer or its OCSP responder belongs into authorityInfoAccess.",
    bad: "subjectInfoAccess: caIssuers = URI:http://ca.example.edu/ca.crt",
    good: "subjectInfoAccess: caRepository = URI:http://ca.example.edu/",
  },
  check: (view) =>
    found(
      (view.value("subjectInfoAccess") ?? []).flatMap(({ method }) => (methods.has(method) ? [] : [method])),
    ),
})
