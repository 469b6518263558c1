import { certificateRule } from "../rule.js"
import { distinctScts, monthsAfter } from "../support/values.js"
import type { CertificateView } from "../view/certificateView.js"

/** How many SCTs by distinct logs a lifetime asks for; the steps of 15, 27 and 39 months held until 2021-04-15. */
function needed(view: CertificateView): number {
  if (view.certificate.notBefore.getTime() >= Date.UTC(2021, 3, 15)) return view.livesLongerThan(180) ? 3 : 2
  const { notBefore, notAfter } = view.certificate
  if (notAfter < monthsAfter(notBefore, 15)) return 2
  if (notAfter <= monthsAfter(notBefore, 27)) return 3
  return notAfter <= monthsAfter(notBefore, 39) ? 4 : 5
}

export const sctCountTooLow = certificateRule({
  code: "sct-count-too-low",
  severity: "warning",
  scopes: ["leaf"],
  source: "apple",
  citation: "Apple HT205280, Chrome CT policy",
  inForce: { from: "2018-10-15" },
  message: "has SCTs of {count} logs where browsers ask for {needed}",
  at: "extensions.sctList",
  documentation: {
    what: "A certificate for up to 180 days has SCTs of two distinct logs, a longer-lived one of three.",
    why: "Safari and Chrome refuse it unless the server sends further SCTs.",
    bad: "398 days, SCTs of two logs",
    good: "398 days, SCTs of three logs",
  },
  check: (view) => {
    if (!view.isServerAuth || view.isOcspResponder || view.has("ctPoison")) return undefined
    const count = distinctScts(view)
    const wanted = needed(view)
    return count < wanted ? { count, needed: wanted } : undefined
  },
})
