import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const ecLeafKeyUsageUnusual = certificateRule({
  code: "ec-leaf-key-usage-unusual",
  severity: "notice",
  scopes: ["leaf", "self-signed"],
  source: "rfc",
  citation: "RFC 5480 section 3",
  inForce: { from: "2002-04-01" },
  message:
    "keyUsage of a certificate with an EC key has bits other than digitalSignature, nonRepudiation and keyAgreement: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a leaf with an EC key has digitalSignature, nonRepudiation and keyAgreement only.",
    why: "An EC key can do nothing else.",
    bad: "EC key, keyUsage = keyEncipherment",
    good: "EC key, keyUsage = digitalSignature",
  },
  check: (view) =>
    view.publicKey.kind === "ec"
      ? found(
          [...(view.value("keyUsage") ?? [])].filter(
            (bit) => !["digitalSignature", "nonRepudiation", "keyAgreement"].includes(bit),
          ),
        )
      : undefined,
})
