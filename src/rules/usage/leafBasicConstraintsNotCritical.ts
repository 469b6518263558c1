import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const leafBasicConstraintsNotCritical = certificateRule({
  code: "leaf-basic-constraints-not-critical",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.8",
  inForce: { from: "2023-09-15" },
  message: "basicConstraints is not critical",
  at: "extensions.basicConstraints",
  documentation: {
    what: "basicConstraints of a server certificate, where it is present, is critical.",
    why: "A client that skips the extension cannot tell a leaf from a CA.",
    bad: "basicConstraints: CA:FALSE",
    good: "basicConstraints: critical, CA:FALSE",
  },
  check: (view) => when(view.has("basicConstraints") && !view.isCritical("basicConstraints")),
})
