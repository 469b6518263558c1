import { certificateRule } from "../rule.js"
import { isSignedAboveP384 } from "../support/ecdsaSize.js"
import { when } from "../support/facts.js"

export const p521Mozilla = certificateRule({
  code: "p521-mozilla",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.1",
  inForce: { from: "2025-03-15" },
  message: "its key or its signature is of P-521, which CAs in Mozilla's program may not use",
  hint: "use a key on P-256 or P-384",
  at: "publicKey",
  documentation: {
    what: "An EC key, and one that signs with ECDSA, lies on P-256 or P-384.",
    why: "The Baseline Requirements and browsers allow P-521, Mozilla's policy for CAs does not: few CAs take it.",
    bad: "P-521",
    good: "P-256",
  },
  check: (view) =>
    when((view.publicKey.kind === "ec" && view.publicKey.curve === "P-521") || isSignedAboveP384(view)),
})
