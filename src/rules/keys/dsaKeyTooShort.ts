import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const dsaKeyTooShort = certificateRule({
  code: "dsa-key-too-short",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  purpose: "any",
  citation: "BR 6.1.5 (before version 1.7.1)",
  message: "the DSA prime has fewer than 2048 bits",
  at: "publicKey",
  documentation: {
    what: "The prime p of a DSA key has at least 2048 bits.",
    why: "Shorter ones are within reach.",
    bad: "DSA 1024",
    good: "RSA 3072",
  },
  check: (view) =>
    when(
      view.publicKey.kind === "dsa" &&
        view.publicKey.primeBits !== undefined &&
        view.publicKey.primeBits < 2048,
    ),
})
