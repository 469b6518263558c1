import { certificateName } from "../../assess/certificateNames.js"
import { faults } from "../../assess/faults.js"
import { certificateRule } from "../rule.js"
import { isoDay } from "../support/values.js"

export const expired = certificateRule({
  ...faults.expired,
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  at: "validity",
  documentation: {
    what: "The certificate is still valid at the moment of linting.",
    why: "Every client refuses it.",
    bad: "notAfter yesterday",
    good: "notAfter in three months",
  },
  check: (view, context) =>
    context.now > view.certificate.notAfter
      ? { name: certificateName(view.certificate), notAfter: isoDay(view.certificate.notAfter) }
      : undefined,
})
