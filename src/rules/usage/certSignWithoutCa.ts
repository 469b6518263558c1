import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const certSignWithoutCa = certificateRule({
  code: "cert-sign-without-ca",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 sections 4.2.1.3 and 4.2.1.9",
  inForce: { from: "2002-04-01" },
  message: "keyCertSign is set in a certificate that is no CA",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyCertSign goes with basicConstraints CA:TRUE.",
    why: "One extension says CA, the other says leaf; verifiers differ in which they believe.",
    bad: "keyUsage = keyCertSign, basicConstraints = CA:FALSE",
    good: "keyUsage = keyCertSign, basicConstraints = CA:TRUE",
  },
  check: (view) => when(view.hasKeyUsage("keyCertSign") && view.value("basicConstraints")?.ca !== true),
})
