import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const rsaCaKeyUsageNotAllowed = certificateRule({
  code: "rsa-ca-key-usage-not-allowed",
  severity: "error",
  scopes: ["intermediate", "root"],
  source: "rfc",
  citation: "RFC 3279 section 2.3.1",
  inForce: { from: "2002-04-01" },
  message: "keyUsage of a CA with an RSA key has bits that an RSA key cannot serve: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a CA with an RSA key has neither keyAgreement nor encipherOnly nor decipherOnly.",
    why: "RSA does not agree on keys.",
    bad: "RSA key, CA:TRUE, keyUsage = keyAgreement, keyCertSign",
    good: "RSA key, CA:TRUE, keyUsage = keyCertSign, cRLSign",
  },
  check: (view) =>
    view.publicKey.kind === "rsa"
      ? found(
          [...(view.value("keyUsage") ?? [])].filter((bit) =>
            ["keyAgreement", "encipherOnly", "decipherOnly"].includes(bit),
          ),
        )
      : undefined,
})
