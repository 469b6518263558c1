import { certificateRule } from "../rule.js"
import { isoDay } from "../support/values.js"

export const notYetValid = certificateRule({
  code: "not-yet-valid",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.1.2.5",
  message: "is valid only from {notBefore}",
  at: "validity",
  documentation: {
    what: "The certificate is valid already at the moment of linting.",
    why: "Until then every client refuses it.",
    bad: "notBefore tomorrow",
    good: "notBefore in the past",
  },
  check: (view, context) =>
    context.now < view.certificate.notBefore ? { notBefore: isoDay(view.certificate.notBefore) } : undefined,
})
