import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsNameUnderscore = requestRule({
  code: "dns-name-underscore",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  citation: "BR 7.1.2.7.12",
  inForce: { from: "2019-04-01" },
  message: "a name holds an underscore: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No dNSName of a public certificate holds an underscore.",
    why: "Underscores are no host name characters; since 2019-04-01 no public CA may sign them.",
    bad: "DNS:mail_1.example.edu",
    good: "DNS:mail-1.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.includes("_"))),
})
