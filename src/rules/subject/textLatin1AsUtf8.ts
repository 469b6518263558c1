import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const textLatin1AsUtf8 = requestRule({
  code: "text-latin1-as-utf8",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  citation: "RFC 3629",
  message: "an attribute of the subject looks like UTF-8 that was read as Latin-1: {values}",
  at: "subject",
  documentation: {
    what: "No attribute of the subject consists of characters that arise when UTF-8 is read as Latin-1.",
    why: "The name is garbled for everybody who looks at it.",
    bad: "O=UniversitÃ¤t",
    good: "O=Universität",
  },
  check: (view) =>
    found(
      view.subject.rdns
        .flat()
        .flatMap(({ value }) => (/[\u00c2\u00c3][\u0080-\u00bf]/u.test(value) ? [value] : [])),
    ),
})
