import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const uniqueIdentifierInVersion1 = certificateRule({
  code: "unique-identifier-in-version-1",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.8",
  inForce: { from: "2008-05-01" },
  message: "has a unique identifier although it is of version 1",
  at: "tbsCertificate",
  documentation: {
    what: "Unique identifiers are in versions 2 and 3 only.",
    why: "Strict readers refuse the certificate.",
    bad: "version 1 with issuerUniqueID",
    good: "version 3 without",
  },
  check: (view) => when(view.raw.hasUniqueId && view.certificate.version === 1),
})
