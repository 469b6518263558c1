import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const dsaKeyMozilla = certificateRule({
  code: "dsa-key-mozilla",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1",
  inForce: { from: "2017-03-31" },
  message: "the key is a DSA key",
  at: "publicKey",
  documentation: {
    what: "No certificate under Mozilla's program has a DSA key.",
    why: "Firefox refuses it.",
    bad: "DSA 2048",
    good: "RSA 3072",
  },
  check: (view) => when(view.publicKey.kind === "dsa"),
})
