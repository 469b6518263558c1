import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const issuerAltNameSpace = certificateRule({
  code: "issuer-alt-name-space",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "a dNSName of issuerAltName is a single space",
  at: "extensions.issuerAltName",
  documentation: {
    what: 'No dNSName is " ".',
    why: "It names nothing.",
    bad: 'DNS:" "',
    good: "DNS:ca.example.edu",
  },
  check: (view) => when(view.issuerAltNames.some((name) => name.kind === "dns" && name.value === " ")),
})
