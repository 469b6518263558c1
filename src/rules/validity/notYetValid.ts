import { certificateName } from "../../assess/certificateNames.js"
import { faults } from "../../assess/faults.js"
import { certificateRule } from "../rule.js"
import { isoDay } from "../support/values.js"

export const notYetValid = certificateRule({
  ...faults.notYetValid,
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  at: "validity",
  documentation: {
    what: "The certificate is valid already at the moment of linting.",
    why: "Until then every client refuses it.",
    bad: "notBefore tomorrow",
    good: "notBefore in the past",
  },
  check: (view, context) =>
    context.now < view.certificate.notBefore
      ? { name: certificateName(view.certificate), notBefore: isoDay(view.certificate.notBefore) }
      : undefined,
})
