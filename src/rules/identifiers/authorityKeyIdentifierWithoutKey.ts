import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const authorityKeyIdentifierWithoutKey = certificateRule({
  code: "authority-key-identifier-without-key",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.1",
  inForce: { from: "1999-01-01" },
  message: "authorityKeyIdentifier has no keyIdentifier",
  at: "extensions.authorityKeyIdentifier",
  documentation: {
    what: "authorityKeyIdentifier of a certificate that is not self-issued holds the keyIdentifier.",
    why: "Clients find the issuer by it.",
    bad: "authorityKeyIdentifier = issuer and serial number only",
    good: "authorityKeyIdentifier = keyid",
  },
  check: (view) => {
    const identifier = view.value("authorityKeyIdentifier")
    return when(
      identifier !== undefined && identifier.keyIdentifier === undefined && !view.certificate.isSelfIssued,
    )
  },
})
