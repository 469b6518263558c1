import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const subjectMultipleValuedRdn = requestRule({
  code: "subject-multiple-valued-rdn",
  severity: "notice",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  citation: "RFC 5280 section 4.1.2.4",
  message: "a component of the subject has more than one attribute",
  at: "subject",
  documentation: {
    what: "Every relative distinguished name of the subject has one attribute.",
    why: "Few tools show or compare sets of attributes properly.",
    bad: "O=Example+OU=Web",
    good: "O=Example",
  },
  check: (view) => when(view.subject.rdns.some((rdn) => rdn.length > 1)),
})
