import { keyRule } from "../rule.js"
import { when } from "../support/facts.js"

export const privateKeyUnmatched = keyRule({
  code: "private-key-without-partner",
  severity: "notice",
  scopes: ["key"],
  source: "certfleet",
  citation: "BR 6.1.2",
  message: "no certificate and no request beside it belongs to this key",
  hint: "remove keys that nothing uses any more",
  documentation: {
    what: "Every private key belongs to a certificate or a request among the inputs of its folder.",
    why: "Forgotten keys are never rotated and still open what they once protected.",
    bad: "old.key, its certificate long gone",
    good: "commercial.key beside commercial.crt",
  },
  check: ({ fingerprint, others }) => when(fingerprint !== undefined && !others.has(fingerprint)),
})
