import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const utcTimeNotZulu = certificateRule({
  code: "utc-time-not-zulu",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.1.2.5.1",
  inForce: { from: "1999-01-01" },
  message: "a UTCTime does not end in Z: {values}",
  at: "validity",
  documentation: {
    what: "A UTCTime of the validity ends in Z.",
    why: "Readers take it for another hour or refuse it.",
    bad: "260101000000+0100",
    good: "260101000000Z",
  },
  check: (view) =>
    found(
      view.raw.times.flatMap(({ form, text }) => (form === "UTCTime" && !text.endsWith("Z") ? [text] : [])),
    ),
})
