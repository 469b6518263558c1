import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caAnyEkuBesideOthers = certificateRule({
  code: "ca-any-eku-beside-others",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.6",
  inForce: { from: "2023-09-15" },
  message: "extKeyUsage of a CA has anyExtendedKeyUsage and other purposes",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "A CA with anyExtendedKeyUsage has no other purpose beside it.",
    why: "One says that the CA is not limited, the others limit it: clients differ in which they follow.",
    bad: "CA:TRUE, extKeyUsage = clientAuth, anyExtendedKeyUsage",
    good: "CA:TRUE, extKeyUsage = serverAuth, clientAuth",
  },
  check: (view) => when(view.hasUsage("any") && view.usages.length > 1),
})
