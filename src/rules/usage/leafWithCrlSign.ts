import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const leafWithCrlSign = certificateRule({
  code: "leaf-with-crl-sign",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.11",
  inForce: { from: "2012-07-01" },
  message: "a server certificate has cRLSign",
  at: "extensions.keyUsage",
  documentation: {
    what: "The key usage of a server certificate lacks cRLSign.",
    why: "The key on the server could sign revocation lists.",
    bad: "keyUsage = digitalSignature, cRLSign",
    good: "keyUsage = digitalSignature, keyEncipherment",
  },
  check: (view) => when(view.hasKeyUsage("cRLSign")),
})
