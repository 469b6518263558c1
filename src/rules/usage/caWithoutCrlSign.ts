import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caWithoutCrlSign = certificateRule({
  code: "ca-without-crl-sign",
  severity: "error",
  scopes: ["intermediate", "root"],
  source: "br",
  citation: "BR 7.1.2.10.7",
  inForce: { from: "2012-07-01" },
  message: "the key usage of a CA lacks cRLSign",
  at: "extensions.keyUsage",
  documentation: {
    what: "The key usage of a CA has cRLSign.",
    why: "It could not publish revocations.",
    bad: "keyUsage = keyCertSign",
    good: "keyUsage = keyCertSign, cRLSign",
  },
  check: (view) => when(view.has("keyUsage") && !view.hasKeyUsage("cRLSign")),
})
