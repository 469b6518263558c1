import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const notStrictlyDer = certificateRule({
  code: "not-strictly-der",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "certfleet",
  citation: "RFC 5280 section 4.1",
  message: "a strict reader complains: {values}",
  at: "tbsCertificate",
  documentation: {
    what: "The certificate can be read strictly as DER and as the structure of RFC 5280.",
    why: "Strict clients refuse what lenient ones accept.",
    bad: "a default value that is written out",
    good: "the default left out",
  },
  check: (view) => found(view.certificate.problems.map(({ message }) => message)),
})
