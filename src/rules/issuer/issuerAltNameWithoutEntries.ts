import { certificateRule } from "../rule.js"
import { isEmptySequence } from "../support/der.js"
import { when } from "../support/facts.js"

export const issuerAltNameWithoutEntries = certificateRule({
  code: "issuer-alt-name-without-entries",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "1999-01-01" },
  message: "issuerAltName is there but names nothing",
  at: "extensions.issuerAltName",
  documentation: {
    what: "An issuerAltName holds at least one name.",
    why: "Strict readers refuse the certificate.",
    bad: "issuerAltName = (empty)",
    good: "issuerAltName = URI:https://ca.example.edu/",
  },
  check: (view) => when(isEmptySequence(view.bytes("issuerAltName"))),
})
