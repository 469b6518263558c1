import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const backdated = certificateRule({
  code: "backdated",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7",
  inForce: { from: "2023-09-15" },
  message: "notBefore lies more than 48 hours before the certificate was logged",
  at: "validity",
  documentation: {
    what: "notBefore is at most 48 hours earlier than the moment of signing, as the certificate's SCTs show it.",
    why: "Backdating was used to get around rules that had come into force.",
    bad: "notBefore three days before the first SCT",
    good: "notBefore one hour before the first SCT",
  },
  check: (view) => {
    const limit = view.certificate.notBefore.getTime() + 48 * 3_600_000
    return when(view.value("sctList")?.some(({ timestamp }) => timestamp.getTime() > limit))
  },
})
