import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const utcTimeWithoutSeconds = certificateRule({
  code: "utc-time-without-seconds",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.5.1",
  inForce: { from: "1999-01-01" },
  message: "a UTCTime has no seconds: {values}",
  at: "validity",
  documentation: {
    what: "A UTCTime of the validity has seconds, also where they are 00.",
    why: "Strict readers refuse it.",
    bad: "2601010000Z",
    good: "260101000000Z",
  },
  check: (view) =>
    found(
      view.raw.times.flatMap(({ form, text }) =>
        form === "UTCTime" && /^\d{10}(?!\d)/.test(text) ? [text] : [],
      ),
    ),
})
