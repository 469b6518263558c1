import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const extensionsWithoutVersion3 = certificateRule({
  code: "extensions-without-version-3",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.9",
  inForce: { from: "1999-01-01" },
  message: "has extensions but is not of version 3",
  at: "version",
  documentation: {
    what: "A certificate with extensions is of version 3.",
    why: "Strict readers refuse it.",
    bad: "version 2 with extensions",
    good: "version 3 with extensions",
  },
  check: (view) => when(view.certificate.version !== 3 && view.raw.hasExtensionsField),
})
