import { certificateRule } from "../rule.js"
import { dsaKeyOf } from "../support/dsa.js"
import { when } from "../support/facts.js"

export const dsaParametersMissing = certificateRule({
  code: "dsa-parameters-missing",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  citation: "BR 6.1.6 (before version 1.7.1)",
  inForce: { from: "2012-07-01" },
  message: "the DSA key lacks its parameters",
  at: "publicKey",
  documentation: {
    what: "A DSA key carries p, q and g.",
    why: "Without them the key cannot be used.",
    bad: "id-dsa without parameters",
    good: "id-dsa with p, q and g",
  },
  check: (view) => when(view.publicKey.kind === "dsa" && dsaKeyOf(view.publicKey) === undefined),
})
