import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const certSignButNotCa = certificateRule({
  code: "cert-sign-but-not-ca",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.10.4",
  inForce: { from: "2012-07-01" },
  message: "keyCertSign is set and basicConstraints says that this is no CA",
  at: "extensions.basicConstraints",
  documentation: {
    what: "A certificate with keyCertSign and basicConstraints has CA:TRUE.",
    why: "One extension says CA, the other says leaf; verifiers differ in which they believe.",
    bad: "keyUsage = keyCertSign, basicConstraints = CA:FALSE",
    good: "keyUsage = keyCertSign, basicConstraints = CA:TRUE",
  },
  check: (view) => when(view.hasKeyUsage("keyCertSign") && view.value("basicConstraints")?.ca === false),
})
