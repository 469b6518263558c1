import { certificateRule } from "../rule.js"

export const rsaOldIntermediateKeyTooShort = certificateRule({
  code: "rsa-old-intermediate-key-too-short",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 6.1.5",
  inForce: { until: "2011-01-01" },
  message: "the RSA key of an old intermediate has {bits} bits, fewer than 1024",
  at: "publicKey",
  documentation: {
    what: "An intermediate made before 2011 has an RSA key of at least 1024 bits.",
    why: "Shorter keys were broken already then.",
    bad: "intermediate of 2009, RSA 512",
    good: "intermediate of 2009, RSA 2048",
  },
  check: (view) =>
    view.publicKey.kind === "rsa" && view.publicKey.modulusBits < 1024
      ? { bits: view.publicKey.modulusBits }
      : undefined,
})
