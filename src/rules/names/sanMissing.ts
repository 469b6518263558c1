import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sanMissing = requestRule({
  code: "san-missing",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.12",
  inForce: { from: "2012-07-01" },
  message: "has no subjectAltName",
  hint: "make the request with certfleet csr: it cannot leave the names out",
  at: "extensions",
  documentation: {
    what: "A server certificate or request has the extension subjectAltName.",
    why: "Clients look for host names only there (RFC 9525); without it every connection fails or warns.",
    bad: "CN=mail.example.edu, no subjectAltName",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => when(!view.has("subjectAltName")),
})
