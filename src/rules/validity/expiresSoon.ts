import { certificateName } from "../../assess/certificateNames.js"
import { faults } from "../../assess/faults.js"
import type { Certificate } from "../../x509/certificate.js"
import type { RuleContext } from "../context.js"
import { certificateRule } from "../rule.js"
import { isoDay } from "../support/values.js"

export const expiresSoon = certificateRule({
  ...faults.expiresSoon,
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  at: "validity",
  documentation: {
    what: "The certificate is valid for longer than --expires-in says: a number of days or a share of its lifetime.",
    why: "Renewals need time: the order, the validation, the rollout.",
    bad: "12 days left, --expires-in 30d",
    good: "80 days left, --expires-in 30d",
  },
  check: (view, context) => {
    const { notAfter } = view.certificate
    const left = notAfter.getTime() - context.now.getTime()
    return left >= 0 && left < soonMs(view.certificate, context.expiresIn)
      ? {
          name: certificateName(view.certificate),
          days: Math.floor(left / 86_400_000),
          notAfter: isoDay(notAfter),
        }
      : undefined
  },
})

/** With less left than this a certificate expires soon, milliseconds. */
export function soonMs({ notBefore, notAfter }: Certificate, expiresIn: RuleContext["expiresIn"]): number {
  return "days" in expiresIn
    ? expiresIn.days * 86_400_000
    : (notAfter.getTime() - notBefore.getTime()) * expiresIn.share
}
