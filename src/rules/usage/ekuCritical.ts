import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ekuCritical = certificateRule({
  code: "eku-critical",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.6",
  inForce: { from: "2023-09-15" },
  message: "extKeyUsage is critical",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "extKeyUsage of a server certificate is not critical.",
    why: "Old clients that do not know it refuse the certificate.",
    bad: "extKeyUsage: critical, serverAuth",
    good: "extKeyUsage: serverAuth",
  },
  check: (view) => when(view.isCritical("extKeyUsage")),
})
