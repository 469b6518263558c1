import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const issuerAltNameEmptyName = certificateRule({
  code: "issuer-alt-name-empty-name",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "1999-01-01" },
  message: "issuerAltName holds an empty name",
  at: "extensions.issuerAltName",
  documentation: {
    what: "No entry of issuerAltName is empty.",
    why: "An empty name names nobody, and some verifiers refuse the certificate for it.",
    bad: "issuerAltName = DNS:",
    good: "issuerAltName = DNS:ca.example.edu",
  },
  check: (view) => {
    return when(
      view.issuerAltNames.some(
        (name) => (name.kind === "dns" || name.kind === "email" || name.kind === "uri") && name.value === "",
      ),
    )
  },
})
