import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const sctListEmpty = certificateRule({
  code: "sct-list-empty",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 6962 section 3.3",
  inForce: { from: "2013-06-01" },
  message: "the list of SCTs is empty",
  at: "extensions.sctList",
  documentation: {
    what: "A list of signed certificate timestamps holds at least one.",
    why: "Clients that demand transparency refuse the certificate.",
    bad: "an empty list",
    good: "two SCTs of two logs",
  },
  check: (view) => when(view.value("sctList")?.length === 0),
})
