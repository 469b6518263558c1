import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { otherExtensions } from "../support/oids.js"

export const subjectDirectoryAttributesCritical = certificateRule({
  code: "subject-directory-attributes-critical",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.8",
  inForce: { from: "1999-01-01" },
  message: "subjectDirectoryAttributes is critical",
  at: "extensions",
  documentation: {
    what: "subjectDirectoryAttributes is not critical.",
    why: "Clients that do not know it refuse the certificate.",
    bad: "subjectDirectoryAttributes: critical",
    good: "subjectDirectoryAttributes: not critical",
  },
  check: (view) => when(view.extensions.get(otherExtensions.subjectDirectoryAttributes)?.critical),
})
