import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const wildcardNotFirst = requestRule({
  code: "wildcard-not-first",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "BR 1.6.1",
  message: "an asterisk does not stand at the beginning of the name: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "The asterisk of a wildcard is the first character of the name.",
    why: "Clients match a wildcard in no other place.",
    bad: "DNS:mail.*.example.edu",
    good: "DNS:*.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.lastIndexOf("*") > 0)),
})
