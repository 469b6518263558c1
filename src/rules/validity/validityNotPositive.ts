import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const validityNotPositive = certificateRule({
  code: "validity-not-positive",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.5",
  inForce: { from: "1999-01-01" },
  message: "ends before it begins",
  at: "validity",
  documentation: {
    what: "notAfter is not earlier than notBefore.",
    why: "The certificate is valid at no moment.",
    bad: "notBefore 2026-02-01, notAfter 2026-01-01",
    good: "notBefore 2026-01-01, notAfter 2026-07-01",
  },
  check: (view) => when(view.certificate.notAfter < view.certificate.notBefore),
})
