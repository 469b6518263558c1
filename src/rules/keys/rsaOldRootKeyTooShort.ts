import { certificateRule } from "../rule.js"

export const rsaOldRootKeyTooShort = certificateRule({
  code: "rsa-old-root-key-too-short",
  severity: "error",
  scopes: ["root"],
  source: "br",
  citation: "BR 6.1.5",
  inForce: { until: "2011-01-01" },
  message: "the RSA key of an old root has {bits} bits, fewer than 2048",
  at: "publicKey",
  documentation: {
    what: "A root made before 2011 has an RSA key of at least 2048 bits.",
    why: "A root lives for decades; 1024 bits do not.",
    bad: "root of 2005, RSA 1024",
    good: "root of 2005, RSA 2048",
  },
  check: (view) =>
    view.publicKey.kind === "rsa" && view.publicKey.modulusBits < 2048
      ? { bits: view.publicKey.modulusBits }
      : undefined,
})
