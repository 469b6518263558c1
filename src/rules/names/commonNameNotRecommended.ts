import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const commonNameNotRecommended = certificateRule({
  code: "common-name-not-recommended",
  severity: "notice",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.1",
  inForce: { from: "2023-09-15" },
  message: "has a common name, which is not recommended",
  at: "subject",
  documentation: {
    what: "A server certificate needs no common name: subjectAltName has all names.",
    why: "It repeats what clients read elsewhere. Zimbra wants one nevertheless, so this is a notice only.",
    bad: "CN=mail.example.edu",
    good: "subject without CN",
  },
  check: (view) => when(view.commonNames.length > 0),
})
