import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const wildcardBare = requestRule({
  code: "wildcard-bare",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "BR 1.6.1",
  message: "a name ends in an asterisk: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No dNSName is or ends in a bare asterisk.",
    why: "It would stand for every host there is.",
    bad: "DNS:*",
    good: "DNS:*.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.endsWith("*"))),
})
