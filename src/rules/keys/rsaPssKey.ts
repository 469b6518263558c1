import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rsaPssKey = certificateRule({
  code: "rsa-pss-key",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1.1",
  inForce: { from: "2020-01-01" },
  message: "the key is marked as an RSASSA-PSS key",
  at: "publicKey",
  documentation: {
    what: "RSA keys have the algorithm rsaEncryption, also where they sign with PSS.",
    why: "Most clients refuse keys marked id-RSASSA-PSS.",
    bad: "subjectPublicKeyInfo with id-RSASSA-PSS",
    good: "subjectPublicKeyInfo with rsaEncryption",
  },
  check: (view) => when(view.publicKey.kind === "rsa-pss"),
})
