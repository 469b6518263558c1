import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const dnsUnderscoreBeforeBallot = certificateRule({
  code: "dns-underscore-before-ballot",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.4.2.1 (before version 1.6.2)",
  inForce: { until: "2018-12-10" },
  message: "a name holds an underscore: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Before the ballot SC12 no dNSName of a public certificate held an underscore.",
    why: "Underscores are no host name characters, and the Baseline Requirements did not mention them as an exception.",
    bad: "DNS:mail_1.example.edu",
    good: "DNS:mail-1.example.edu",
  },
  check: (view) => found(view.dnsNames.filter((name) => name.includes("_"))),
})
