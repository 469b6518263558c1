import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const leafWithCertSign = certificateRule({
  code: "leaf-with-cert-sign",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.11",
  inForce: { from: "2012-07-01" },
  message: "a server certificate has keyCertSign",
  at: "extensions.keyUsage",
  documentation: {
    what: "The key usage of a server certificate lacks keyCertSign.",
    why: "The key on the server could pass for that of a CA.",
    bad: "keyUsage = digitalSignature, keyCertSign",
    good: "keyUsage = digitalSignature, keyEncipherment",
  },
  check: (view) => when(view.hasKeyUsage("keyCertSign")),
})
