import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { registrableLabel } from "../support/hostNames.js"

export const dnsRegisteredLabelUnderscore = requestRule({
  code: "dns-registered-label-underscore",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.12",
  inForce: { from: "2008-05-01" },
  message: "the registered name holds an underscore: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "The label directly under the public suffix holds no underscore.",
    why: "No registry hands out such a name, so nobody can own it.",
    bad: "DNS:mail.exam_ple.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view, context) =>
    found(view.dnsNames.filter((name) => registrableLabel(name, context.domains)?.includes("_") === true)),
})
