import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const ecKeyEncipherment = requestRule({
  code: "ec-key-encipherment",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "rfc",
  citation: "RFC 8813 section 3",
  inForce: { from: "2020-08-01" },
  message: "keyUsage of an EC key has bits for enciphering: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of an EC key has neither keyEncipherment nor dataEncipherment.",
    why: "An EC key cannot encipher; software that asks for the bit is confused.",
    bad: "EC key, keyUsage = digitalSignature, keyEncipherment",
    good: "EC key, keyUsage = digitalSignature",
  },
  check: (view) =>
    view.publicKey.kind === "ec"
      ? found(
          [...(view.value("keyUsage") ?? [])].filter(
            (bit) => bit === "keyEncipherment" || bit === "dataEncipherment",
          ),
        )
      : undefined,
})
