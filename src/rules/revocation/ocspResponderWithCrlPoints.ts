import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ocspResponderWithCrlPoints = certificateRule({
  code: "ocsp-responder-with-crl-points",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  purpose: "any",
  citation: "BR 7.1.2.8.2",
  inForce: { from: "2023-09-15" },
  message: "the certificate of an OCSP responder has crlDistributionPoints",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "The certificate of an OCSP responder has no crlDistributionPoints.",
    why: "A client that checks the responder by a list would not need the responder.",
    bad: "extKeyUsage = OCSPSigning with crlDistributionPoints",
    good: "extKeyUsage = OCSPSigning with ocsp-nocheck",
  },
  check: (view) => when(view.isOcspResponder && view.has("crlDistributionPoints")),
})
