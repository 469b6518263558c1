import type { KeyUsageName } from "../../x509/extensions/basic.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

const permitted: ReadonlySet<KeyUsageName> = new Set([
  "digitalSignature",
  "keyEncipherment",
  "dataEncipherment",
])

export const rsaKeyUsageNotPermitted = certificateRule({
  code: "rsa-key-usage-not-permitted",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 7.1.2.7.11",
  inForce: { from: "2023-09-15" },
  message: "keyUsage of a server certificate with an RSA key has bits that are not permitted: {values}",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage of a server certificate with an RSA key has digitalSignature, keyEncipherment and perhaps dataEncipherment, and nothing else.",
    why: "TLS servers need no other use of the key, and each further one is a way to misuse it.",
    bad: "RSA key, keyUsage = digitalSignature, nonRepudiation",
    good: "RSA key, keyUsage = digitalSignature, keyEncipherment",
  },
  check: (view) =>
    view.publicKey.kind === "rsa"
      ? found([...(view.value("keyUsage") ?? [])].filter((bit) => !permitted.has(bit)))
      : undefined,
})
