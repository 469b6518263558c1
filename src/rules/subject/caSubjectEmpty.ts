import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caSubjectEmpty = certificateRule({
  code: "ca-subject-empty",
  severity: "error",
  scopes: ["intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.6",
  inForce: { from: "1999-01-01" },
  message: "the subject of a CA is empty",
  at: "subject",
  documentation: {
    what: "The subject of a CA is a non-empty distinguished name.",
    why: "Path building finds the CA by the issuer name of what it has signed.",
    bad: "empty subject, CA:TRUE",
    good: "subject CN=Example CA, O=Example University, C=DE",
  },
  check: (view) => when(view.subject.isEmpty),
})
