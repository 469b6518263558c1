import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const issuerLeadingBlank = certificateRule({
  code: "issuer-leading-blank",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 7.1",
  message: "an attribute of the issuer begins with a blank: {values}",
  at: "issuer",
  documentation: {
    what: "No attribute of the issuer begins with a blank.",
    why: "Verifiers that compare bytes will not find the CA.",
    bad: 'O=" Example CA"',
    good: "O=Example CA",
  },
  check: (view) =>
    found(view.certificate.issuer.rdns.flat().flatMap(({ value }) => (/^\s/.test(value) ? [value] : []))),
})
