import { requestRule } from "../rule.js"
import { isEmptySequence } from "../support/der.js"
import { when } from "../support/facts.js"

export const sanWithoutEntries = requestRule({
  code: "san-without-entries",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "1999-01-01" },
  message: "subjectAltName is there but names nothing",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A subjectAltName holds at least one name.",
    why: "An empty list names no server, and strict readers refuse the certificate.",
    bad: "subjectAltName = (empty)",
    good: "subjectAltName = DNS:mail.example.edu",
  },
  check: (view) => when(isEmptySequence(view.bytes("subjectAltName"))),
})
