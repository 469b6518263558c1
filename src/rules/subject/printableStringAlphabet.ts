import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const printableStringAlphabet = requestRule({
  code: "printable-string-alphabet",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "X.680 section 41.4",
  inForce: { from: "1999-01-01" },
  message: "a PrintableString of the subject holds characters that the type does not have: {values}",
  at: "subject",
  documentation: {
    what: "A PrintableString holds letters, digits, blank and '()+,-./:=? only.",
    why: "Strict readers refuse the certificate; @, & and * need another string type.",
    bad: "O=R&D as PrintableString",
    good: "O=R&D as UTF8String",
  },
  check: (view) =>
    found(
      view.subject.rdns
        .flat()
        .flatMap(({ type, value }) =>
          type === "PrintableString" && /[^A-Za-z0-9 '()+,\-./:=?]/.test(value) ? [value] : [],
        ),
    ),
})
