import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const sanTextNotAscii = requestRule({
  code: "san-text-not-ascii",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "a dNSName of subjectAltName holds characters beyond ASCII: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "dNSName is an IA5String: ASCII only.",
    why: "An internationalized name goes there as A-labels; raw characters match nothing.",
    bad: "DNS:münchen.example.edu",
    good: "DNS:xn--mnchen-3ya.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => /\P{ASCII}/u.test(name))),
})
