import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const dnsUnderscoreNotReplaceable = certificateRule({
  code: "dns-underscore-not-replaceable",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.4.2.1 (version 1.6.2)",
  inForce: { from: "2018-12-10", until: "2019-04-01" },
  message: "a name would be no host name with hyphens for underscores: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "While underscores were tolerated, a hyphen in the place of each had to give a valid label.",
    why: "The ballot SC12 let existing names run out, not new syntax in.",
    bad: "DNS:_mail.example.edu",
    good: "DNS:mail_1.example.edu",
  },
  check: (view) => {
    return found(
      labelsOfAll(
        view.dnsNames.filter((name) => name.includes("_")),
        (label) =>
          label.includes("_") && !/^[a-z0-9*]([a-z0-9-]*[a-z0-9])?$/i.test(label.replaceAll("_", "-")),
      ),
    )
  },
})
