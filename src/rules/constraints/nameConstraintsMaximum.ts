import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const nameConstraintsMaximum = certificateRule({
  code: "name-constraints-maximum",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "1999-01-01" },
  message: "a subtree of nameConstraints has a maximum",
  at: "extensions.nameConstraints",
  documentation: {
    what: "The maximum of a subtree is absent.",
    why: "RFC 5280 has no use for it; path validation refuses the certificate.",
    bad: "maximum = 5",
    good: "maximum absent",
  },
  check: (view) => when(view.subtrees.some(({ maximum }) => maximum !== undefined)),
})
