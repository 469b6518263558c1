import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caWithoutCertSign = certificateRule({
  code: "ca-without-cert-sign",
  severity: "error",
  scopes: ["intermediate", "root"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.10.7",
  inForce: { from: "2012-07-01" },
  message: "the key usage of a CA lacks keyCertSign",
  at: "extensions.keyUsage",
  documentation: {
    what: "The key usage of a CA has keyCertSign.",
    why: "Clients refuse every certificate that it signs.",
    bad: "keyUsage = cRLSign",
    good: "keyUsage = keyCertSign, cRLSign",
  },
  check: (view) => when(view.has("keyUsage") && !view.hasKeyUsage("keyCertSign")),
})
