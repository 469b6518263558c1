import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsNameRedacted = certificateRule({
  code: "dns-name-redacted",
  severity: "notice",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  audience: "everyone",
  citation: "RFC 6962 section 3.1",
  message: "a name is redacted: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No label is a question mark, as in an abandoned draft on hiding names from transparency logs.",
    why: "No client matches such a name.",
    bad: "DNS:?.example.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(view.hostNames.filter((name) => name.startsWith("?."))),
})
