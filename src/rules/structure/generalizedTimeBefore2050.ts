import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const generalizedTimeBefore2050 = certificateRule({
  code: "generalized-time-before-2050",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.5",
  inForce: { from: "1999-01-01" },
  message: "a date before 2050 is written as GeneralizedTime: {values}",
  at: "validity",
  documentation: {
    what: "Dates through 2049 are UTCTime, from 2050 on GeneralizedTime.",
    why: "Strict readers refuse the certificate.",
    bad: "20260101000000Z",
    good: "260101000000Z",
  },
  check: (view) =>
    found(
      view.raw.times.flatMap(({ form, text }) =>
        form === "GeneralizedTime" && Number(text.slice(0, 4)) < 2050 ? [text] : [],
      ),
    ),
})
