import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const subjectKeyIdentifierNotRecommended = certificateRule({
  code: "subject-key-identifier-not-recommended",
  severity: "notice",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.6",
  inForce: { from: "2023-09-15" },
  message: "has subjectKeyIdentifier, which is not recommended for server certificates",
  at: "extensions.subjectKeyIdentifier",
  documentation: {
    what: "A server certificate has no subjectKeyIdentifier.",
    why: "Nothing points at a leaf by it; it costs octets in every handshake.",
    bad: "subjectKeyIdentifier in a leaf",
    good: "no subjectKeyIdentifier",
  },
  check: (view) => when(view.has("subjectKeyIdentifier")),
})
