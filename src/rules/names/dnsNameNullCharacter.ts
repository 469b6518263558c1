import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsNameNullCharacter = requestRule({
  code: "dns-name-null-character",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "RFC 5280 section 4.2.1.6",
  message: "a name holds a NUL character: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No dNSName holds the character NUL.",
    why: "Software in C ends the name there: an old attack showed one name to the CA and another to the client.",
    bad: "DNS:mail.example.edu\\0.example.org",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.includes("\u0000"))),
})
