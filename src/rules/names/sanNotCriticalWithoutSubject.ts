import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sanNotCriticalWithoutSubject = certificateRule({
  code: "san-not-critical-without-subject",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2002-04-01" },
  message: "subjectAltName is not critical although the subject is empty",
  at: "extensions.subjectAltName",
  documentation: {
    what: "subjectAltName is critical when the subject is an empty sequence.",
    why: "The extension is then the only name there is; a client that skips it would trust a certificate for nobody.",
    bad: "empty subject, subjectAltName: not critical",
    good: "empty subject, subjectAltName: critical",
  },
  check: (view) =>
    when(view.subject.isEmpty && view.has("subjectAltName") && !view.isCritical("subjectAltName")),
})
