import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sanCriticalWithSubject = certificateRule({
  code: "san-critical-with-subject",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2008-05-01" },
  message: "subjectAltName is critical although the subject is not empty",
  at: "extensions.subjectAltName",
  documentation: {
    what: "subjectAltName is not critical when the subject has a name of its own.",
    why: "Clients that do not know the extension would have to refuse the certificate for no gain.",
    bad: "subject CN=mail.example.edu, subjectAltName: critical",
    good: "subject CN=mail.example.edu, subjectAltName: not critical",
  },
  check: (view) => when(view.isCritical("subjectAltName") && !view.subject.isEmpty),
})
