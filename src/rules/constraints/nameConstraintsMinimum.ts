import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const nameConstraintsMinimum = certificateRule({
  code: "name-constraints-minimum",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "1999-01-01" },
  message: "a subtree of nameConstraints has a minimum other than 0",
  at: "extensions.nameConstraints",
  documentation: {
    what: "The minimum of a subtree is 0.",
    why: "RFC 5280 has no use for it; path validation refuses the certificate.",
    bad: "minimum = 1",
    good: "minimum absent",
  },
  check: (view) => when(view.subtrees.some(({ minimum }) => minimum !== 0)),
})
