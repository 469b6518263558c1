import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ekuAnyCritical = certificateRule({
  code: "eku-any-critical",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.12",
  inForce: { from: "2002-04-01" },
  message: "extKeyUsage is critical although it has anyExtendedKeyUsage",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "extKeyUsage with anyExtendedKeyUsage is not critical.",
    why: "It permits everything and yet shuts out clients that do not know it.",
    bad: "extKeyUsage: critical, anyExtendedKeyUsage",
    good: "extKeyUsage: anyExtendedKeyUsage",
  },
  check: (view) => when(view.isCritical("extKeyUsage") && view.hasUsage("any")),
})
