import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const rsaLeafKeyUsageNotAllowed = certificateRule({
  code: "rsa-leaf-key-usage-not-allowed",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 3279 section 2.3.1",
  inForce: { from: "2002-04-01" },
  message: "keyUsage of a certificate with an RSA key has bits that an RSA key cannot serve: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a leaf with an RSA key has digitalSignature, nonRepudiation, keyEncipherment and dataEncipherment only.",
    why: "RSA does not agree on keys, and a leaf signs no certificates.",
    bad: "RSA key, keyUsage = keyAgreement",
    good: "RSA key, keyUsage = digitalSignature, keyEncipherment",
  },
  check: (view) =>
    view.publicKey.kind === "rsa"
      ? found(
          [...(view.value("keyUsage") ?? [])].filter(
            (bit) =>
              !["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment"].includes(bit),
          ),
        )
      : undefined,
})
