import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const uniqueIdentifier = certificateRule({
  code: "unique-identifier",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.8",
  inForce: { from: "2008-05-01" },
  message: "has a unique identifier",
  at: "tbsCertificate",
  documentation: {
    what: "CAs do not put issuerUniqueID or subjectUniqueID into certificates.",
    why: "They were meant for names that are used again; nobody implements them.",
    bad: "subjectUniqueID present",
    good: "neither present",
  },
  check: (view) => when(view.raw.hasUniqueId),
})
