import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const wildcardNotLeftmost = requestRule({
  code: "wildcard-not-leftmost",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 1.6.1",
  inForce: { from: "2012-07-01" },
  message: "an asterisk stands in a label that is not the leftmost: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Only the leftmost label is a wildcard.",
    why: "Clients match a wildcard in no other place (RFC 9525 section 6.3).",
    bad: "DNS:mail.*.example.edu",
    good: "DNS:*.mail.example.edu",
  },
  check: (view) => found(labelsOfAll(view.hostNames, (label, index) => index > 0 && label.includes("*"))),
})
