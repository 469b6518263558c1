import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const generalizedTimeWithoutSeconds = certificateRule({
  code: "generalized-time-without-seconds",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.5.2",
  inForce: { from: "1999-01-01" },
  message: "a GeneralizedTime has no seconds: {values}",
  at: "validity",
  documentation: {
    what: "A GeneralizedTime of the validity has seconds, also where they are 00.",
    why: "Strict readers refuse it.",
    bad: "205001010000Z",
    good: "20500101000000Z",
  },
  check: (view) =>
    found(
      view.raw.times.flatMap(({ form, text }) =>
        form === "GeneralizedTime" && /^\d{10,12}(?!\d)/.test(text) ? [text] : [],
      ),
    ),
})
