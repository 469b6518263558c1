import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsUnderscoreTooLongLived = certificateRule({
  code: "dns-underscore-too-long-lived",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.4.2.1 (version 1.6.2)",
  inForce: { from: "2018-12-10", until: "2019-04-01" },
  message: "holds names with underscores for more than 30 days: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "While underscores were tolerated, such a certificate lived 30 days at most.",
    why: "The ballot SC12 let existing names run out within months.",
    bad: "DNS:mail_1.example.edu for 90 days",
    good: "DNS:mail_1.example.edu for 30 days",
  },
  check: (view) =>
    view.livesLongerThan(30) ? found(view.dnsNames.filter((name) => name.includes("_"))) : undefined,
})
