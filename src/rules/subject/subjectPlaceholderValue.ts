import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const subjectPlaceholderValue = requestRule({
  code: "subject-placeholder-value",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.4.2",
  inForce: { from: "2012-07-01" },
  message: "an attribute of the subject says nothing: {values}",
  at: "subject",
  documentation: {
    what: "No attribute of the subject consists of punctuation and blanks only.",
    why: "A field that does not apply is left out, not filled with a dash.",
    bad: "L=-",
    good: "subject without L",
  },
  check: (view) =>
    found(
      view.subject.rdns
        .flat()
        .flatMap(({ type, value }) =>
          type !== undefined &&
          value.length > 0 &&
          !/[0-9A-Za-z]/.test(value) &&
          /^[\p{P}\p{S}\s]*$/u.test(value)
            ? [value]
            : [],
        ),
    ),
})
