import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const generalizedTimeWithFraction = certificateRule({
  code: "generalized-time-with-fraction",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.5.2",
  inForce: { from: "1999-01-01" },
  message: "a GeneralizedTime has fractions of a second: {values}",
  at: "validity",
  documentation: {
    what: "A GeneralizedTime of the validity has whole seconds.",
    why: "Strict readers refuse it.",
    bad: "20500101000000.5Z",
    good: "20500101000000Z",
  },
  check: (view) =>
    found(
      view.raw.times.flatMap(({ form, text }) =>
        form === "GeneralizedTime" && /[.,]/.test(text) ? [text] : [],
      ),
    ),
})
