import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caWithoutDigitalSignature = certificateRule({
  code: "ca-without-digital-signature",
  severity: "notice",
  scopes: ["intermediate", "root"],
  source: "br",
  citation: "BR 7.1.2.10.7",
  inForce: { from: "2012-07-01" },
  message: "the key usage of a CA lacks digitalSignature, so it cannot sign OCSP responses itself",
  at: "extensions.keyUsage",
  documentation: {
    what: "A CA that signs OCSP responses with its own key has digitalSignature.",
    why: "Clients refuse responses whose signer may not sign.",
    bad: "keyUsage = keyCertSign, cRLSign (and OCSP by the CA)",
    good: "keyUsage = digitalSignature, keyCertSign, cRLSign",
  },
  check: (view) => when(view.has("keyUsage") && !view.hasKeyUsage("digitalSignature")),
})
