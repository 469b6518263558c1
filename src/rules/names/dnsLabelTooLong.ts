import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const dnsLabelTooLong = requestRule({
  code: "dns-label-too-long",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "RFC 1034 section 3.1",
  inForce: { from: "2008-05-01" },
  message: "a label has more than 63 octets: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Every label of a DNS name has at most 63 octets.",
    why: "A longer label cannot exist in the DNS.",
    bad: "DNS:(64 letters).example.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(labelsOfAll(view.hostNames, (label) => label.length > 63)),
})
