import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const ecWithoutDigitalSignature = certificateRule({
  code: "ec-without-digital-signature",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.11",
  inForce: { from: "2023-09-15" },
  message: "keyUsage of a server certificate with an EC key lacks digitalSignature",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a server certificate with an EC key has digitalSignature.",
    why: "TLS servers with an EC key prove themselves by signing, and with TLS 1.3 by nothing else.",
    bad: "EC key, keyUsage = keyAgreement",
    good: "EC key, keyUsage = digitalSignature",
  },
  check: (view) =>
    when(view.publicKey.kind === "ec" && view.has("keyUsage") && !view.hasKeyUsage("digitalSignature")),
})
