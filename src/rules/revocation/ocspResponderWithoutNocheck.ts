import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ocspResponderWithoutNocheck = certificateRule({
  code: "ocsp-responder-without-nocheck",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  purpose: "any",
  citation: "BR 4.9.9",
  inForce: { from: "2012-07-01" },
  message: "the certificate of an OCSP responder lacks ocsp-nocheck",
  at: "extensions",
  documentation: {
    what: "The certificate of an OCSP responder has id-pkix-ocsp-nocheck.",
    why: "Clients would ask the responder about itself, for ever.",
    bad: "extKeyUsage = OCSPSigning",
    good: "extKeyUsage = OCSPSigning with ocsp-nocheck",
  },
  check: (view) => when(view.isOcspResponder && !view.has("ocspNoCheck")),
})
