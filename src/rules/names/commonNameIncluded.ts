import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const commonNameIncluded = certificateRule({
  code: "common-name-included",
  severity: "notice",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.4.2.2 (before version 2.0)",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  message: "has a common name, which is deprecated",
  at: "subject",
  documentation: {
    what: "Names stand in subjectAltName; a common name is not needed any more.",
    why: "It repeats what clients read elsewhere, and it can contradict it.",
    bad: "CN=mail.example.edu",
    good: "subject without CN, subjectAltName = DNS:mail.example.edu (critical)",
  },
  check: (view) => when(view.commonNames.length > 0),
})
