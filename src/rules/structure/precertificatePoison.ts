import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const precertificatePoison = certificateRule({
  code: "precertificate-poison",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 6962 section 3.1",
  message: "is a precertificate, which no client accepts",
  at: "extensions",
  documentation: {
    what: "The certificate does not carry the poison extension of precertificates.",
    why: "It is only for transparency logs; the CA delivers another one.",
    bad: "1.3.6.1.4.1.11129.2.4.3 present",
    good: "the final certificate",
  },
  check: (view) => when(view.has("ctPoison")),
})
