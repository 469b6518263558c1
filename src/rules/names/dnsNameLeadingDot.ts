import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsNameLeadingDot = requestRule({
  code: "dns-name-leading-dot",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "RFC 1034 section 3.5",
  message: "a name begins with a dot: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No dNSName begins with a dot.",
    why: "That is the form of a constraint, not of a host; it matches nothing.",
    bad: "DNS:.example.edu",
    good: "DNS:*.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.startsWith("."))),
})
