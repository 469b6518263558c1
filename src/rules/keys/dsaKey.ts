import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const dsaKey = requestRule({
  code: "dsa-key",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  purpose: "any",
  citation: "BR 6.1.5",
  inForce: { from: "2020-08-20" },
  message: "the key is a DSA key",
  at: "publicKey",
  documentation: {
    what: "No server certificate has a DSA key.",
    why: "No client has supported it for years.",
    bad: "DSA 2048",
    good: "RSA 3072",
  },
  check: (view) => when(view.publicKey.kind === "dsa"),
})
