import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sanSpaceName = requestRule({
  code: "san-space-name",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "a dNSName of subjectAltName is a single space",
  at: "extensions.subjectAltName",
  documentation: {
    what: 'No dNSName is " ".',
    why: "RFC 1034 lets a blank stand for the root; in a certificate it names nothing.",
    bad: 'DNS:" "',
    good: "DNS:mail.example.edu",
  },
  check: (view) => when(view.dnsNames.includes(" ")),
})
