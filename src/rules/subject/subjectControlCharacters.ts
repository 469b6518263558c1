import { requestRule } from "../rule.js"
import { hasControlCharacter } from "../support/controlCharacters.js"
import { found } from "../support/facts.js"

export const subjectControlCharacters = requestRule({
  code: "subject-control-characters",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 appendix A",
  message: "an attribute of the subject holds control characters: {values}",
  at: "subject",
  documentation: {
    what: "No attribute of the subject holds control characters.",
    why: "They are never part of a name; on a terminal or in a log they can hide or forge text. Clients do not look: a duty of the issuer alone.",
    bad: "O=Example\\u0007",
    good: "O=Example University",
  },
  check: (view) =>
    found(view.subject.rdns.flat().flatMap(({ value }) => (hasControlCharacter(value) ? [value] : []))),
})
