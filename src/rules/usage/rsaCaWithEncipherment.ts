import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const rsaCaWithEncipherment = certificateRule({
  code: "rsa-ca-with-encipherment",
  severity: "warning",
  scopes: ["intermediate", "root"],
  source: "rfc",
  citation: "RFC 3279 section 2.3.1",
  inForce: { from: "2002-04-01" },
  message: "a CA that signs certificates may also encipher: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a CA with an RSA key and keyCertSign or cRLSign has neither keyEncipherment nor dataEncipherment.",
    why: "One key for signing and deciphering can be made to do one by asking for the other.",
    bad: "CA:TRUE, keyUsage = keyCertSign, keyEncipherment",
    good: "CA:TRUE, keyUsage = keyCertSign, cRLSign",
  },
  check: (view) =>
    view.publicKey.kind === "rsa" && (view.hasKeyUsage("keyCertSign") || view.hasKeyUsage("cRLSign"))
      ? found(
          [...(view.value("keyUsage") ?? [])].filter(
            (bit) => bit === "keyEncipherment" || bit === "dataEncipherment",
          ),
        )
      : undefined,
})
