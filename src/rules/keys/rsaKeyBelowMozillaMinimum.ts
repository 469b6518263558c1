import { certificateRule } from "../rule.js"

export const rsaKeyBelowMozillaMinimum = certificateRule({
  code: "rsa-key-below-mozilla-minimum",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1",
  inForce: { from: "2017-02-28" },
  message: "the RSA key has {bits} bits, fewer than 2048",
  at: "publicKey",
  documentation: {
    what: "RSA keys of all certificates under Mozilla's program have at least 2048 bits.",
    why: "Firefox refuses shorter ones.",
    bad: "RSA 1024",
    good: "RSA 3072",
  },
  check: (view) =>
    (view.publicKey.kind === "rsa" || view.publicKey.kind === "rsa-pss") && view.publicKey.modulusBits < 2048
      ? { bits: view.publicKey.modulusBits }
      : undefined,
})
