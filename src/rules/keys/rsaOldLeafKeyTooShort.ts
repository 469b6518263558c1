import { certificateRule } from "../rule.js"

export const rsaOldLeafKeyTooShort = certificateRule({
  code: "rsa-old-leaf-key-too-short",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 6.1.5",
  message: "the RSA key of an old certificate has {bits} bits, fewer than 1024",
  at: "publicKey",
  documentation: {
    what: "A certificate that ran out before 2014 has an RSA key of at least 1024 bits.",
    why: "Shorter keys were broken already then.",
    bad: "certificate of 2010, RSA 512",
    good: "certificate of 2010, RSA 2048",
  },
  check: (view) =>
    view.publicKey.kind === "rsa" &&
    view.publicKey.modulusBits < 1024 &&
    view.certificate.notAfter.getTime() < Date.UTC(2013, 11, 31)
      ? { bits: view.publicKey.modulusBits }
      : undefined,
})
