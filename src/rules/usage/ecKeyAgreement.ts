import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ecKeyAgreement = certificateRule({
  code: "ec-key-agreement",
  severity: "warning",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.11",
  inForce: { from: "2023-09-15" },
  message: "keyUsage of a server certificate with an EC key has keyAgreement, which is not recommended",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a server certificate with an EC key has digitalSignature only.",
    why: "TLS 1.3 signs; it never agrees on keys with the certificate's key.",
    bad: "EC key, keyUsage = digitalSignature, keyAgreement",
    good: "EC key, keyUsage = digitalSignature",
  },
  check: (view) => when(view.publicKey.kind === "ec" && view.hasKeyUsage("keyAgreement")),
})
