import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const authorityKeyIdentifierMissing = certificateRule({
  code: "authority-key-identifier-missing",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.1",
  inForce: { from: "1999-01-01" },
  message: "has no authorityKeyIdentifier",
  at: "extensions",
  documentation: {
    what: "Every certificate that is not self-signed has authorityKeyIdentifier.",
    why: "Where a CA has two keys under one name, clients may build no path or the wrong one.",
    bad: "no authorityKeyIdentifier",
    good: "authorityKeyIdentifier = keyid",
  },
  check: (view) => when(!view.has("authorityKeyIdentifier")),
})
