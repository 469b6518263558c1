import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const issuerEmpty = certificateRule({
  code: "issuer-empty",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.4",
  inForce: { from: "1999-01-01" },
  message: "the issuer is empty",
  at: "issuer",
  documentation: {
    what: "The issuer is a distinguished name with at least one attribute.",
    why: "Path building finds the issuing CA by that name.",
    bad: "empty issuer",
    good: "issuer O=Example CA, C=DE",
  },
  check: (view) => when(view.certificate.issuer.isEmpty),
})
