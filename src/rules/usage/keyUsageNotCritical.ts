import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const keyUsageNotCritical = certificateRule({
  code: "key-usage-not-critical",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.3",
  inForce: { from: "1999-01-01" },
  message: "keyUsage is not critical",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage is critical.",
    why: "A client that skips the extension lets the key do anything.",
    bad: "keyUsage: digitalSignature",
    good: "keyUsage: critical, digitalSignature",
  },
  check: (view) => when(view.has("keyUsage") && !view.isCritical("keyUsage")),
})
