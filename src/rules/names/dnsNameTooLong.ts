import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsNameTooLong = requestRule({
  code: "dns-name-too-long",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 1034 section 3.1",
  inForce: { from: "2008-05-01" },
  message: "a DNS name has more than 253 octets: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A DNS name has at most 253 octets in its text form.",
    why: "A longer name cannot exist in the DNS.",
    bad: "a name of 254 characters",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.length > 253)),
})
