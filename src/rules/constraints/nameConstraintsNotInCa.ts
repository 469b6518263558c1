import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const nameConstraintsNotInCa = certificateRule({
  code: "name-constraints-not-in-ca",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "1999-01-01" },
  message: "nameConstraints is in a certificate that is no CA",
  at: "extensions.nameConstraints",
  documentation: {
    what: "nameConstraints is in CA certificates only.",
    why: "It constrains what is signed; a leaf signs nothing.",
    bad: "nameConstraints in a leaf",
    good: "nameConstraints in an intermediate",
  },
  check: (view) => when(view.has("nameConstraints")),
})
