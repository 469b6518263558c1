import { certificateRule } from "../rule.js"
import { isoDay } from "../support/values.js"

export const expired = certificateRule({
  code: "expired",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.1.2.5",
  message: "expired on {notAfter}",
  hint: "order the renewal: certfleet csr",
  at: "validity",
  documentation: {
    what: "The certificate is still valid at the moment of linting.",
    why: "Every client refuses it.",
    bad: "notAfter yesterday",
    good: "notAfter in three months",
  },
  check: (view, context) =>
    context.now > view.certificate.notAfter ? { notAfter: isoDay(view.certificate.notAfter) } : undefined,
})
