import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const subjectEmptyWithoutSan = certificateRule({
  code: "subject-empty-without-san",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.6",
  inForce: { from: "1999-01-01" },
  message: "names nobody: the subject is empty and there is no subjectAltName",
  at: "subject",
  documentation: {
    what: "A certificate with an empty subject has a subjectAltName.",
    why: "Without either it identifies nobody.",
    bad: "empty subject, no subjectAltName",
    good: "empty subject, subjectAltName = DNS:mail.example.edu (critical)",
  },
  check: (view) => when(view.subject.isEmpty && !view.has("subjectAltName")),
})
