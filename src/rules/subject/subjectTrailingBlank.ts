import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const subjectTrailingBlank = requestRule({
  code: "subject-trailing-blank",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  citation: "RFC 5280 section 7.1",
  message: "an attribute of the subject ends with a blank: {values}",
  at: "subject",
  documentation: {
    what: "No attribute of the subject ends with a blank.",
    why: "It is a slip of typing or copying that software compares literally.",
    bad: 'O="Example University "',
    good: "O=Example University",
  },
  check: (view) => found(view.subject.rdns.flat().flatMap(({ value }) => (/\s$/.test(value) ? [value] : []))),
})
