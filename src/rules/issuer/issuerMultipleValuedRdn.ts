import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const issuerMultipleValuedRdn = certificateRule({
  code: "issuer-multiple-valued-rdn",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.1.2.4",
  message: "a component of the issuer has more than one attribute",
  at: "issuer",
  documentation: {
    what: "Every relative distinguished name of the issuer has one attribute.",
    why: "Few tools show or compare sets of attributes properly.",
    bad: "O=Example CA+OU=Trust",
    good: "O=Example CA",
  },
  check: (view) => when(view.certificate.issuer.rdns.some((rdn) => rdn.length > 1)),
})
