import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const ecKeyUsageNotAllowed = certificateRule({
  code: "ec-key-usage-not-allowed",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.11",
  inForce: { from: "2023-09-15" },
  message: "keyUsage of a server certificate with an EC key has bits that are not allowed: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a server certificate with an EC key has digitalSignature, perhaps keyAgreement, and nothing else.",
    why: "An EC key cannot encipher keys.",
    bad: "EC key, keyUsage = digitalSignature, keyEncipherment",
    good: "EC key, keyUsage = digitalSignature",
  },
  check: (view) =>
    view.publicKey.kind === "ec"
      ? found(
          [...(view.value("keyUsage") ?? [])].filter(
            (bit) => bit !== "digitalSignature" && bit !== "keyAgreement",
          ),
        )
      : undefined,
})
