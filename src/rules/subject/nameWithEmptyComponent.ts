import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const nameWithEmptyComponent = requestRule({
  code: "name-with-empty-component",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.4",
  message: "a name has a component without attributes",
  at: "subject",
  documentation: {
    what: "Every relative distinguished name has at least one attribute.",
    why: "X.501 has no empty set there; strict readers refuse the certificate.",
    bad: "an empty SET within the subject",
    good: "subject O=Example University, C=DE",
  },
  check: (view) => when(view.subject.rdns.some((rdn) => rdn.length === 0)),
})
