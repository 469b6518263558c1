import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const rootWithExtendedKeyUsage = certificateRule({
  code: "root-with-extended-key-usage",
  severity: "error",
  scopes: ["root"],
  source: "br",
  citation: "BR 7.1.2.1.2",
  inForce: { from: "2012-07-01" },
  message: "a root has extKeyUsage",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "A root has no extKeyUsage.",
    why: "What a root is trusted for is the root store's decision.",
    bad: "extKeyUsage = serverAuth in a root",
    good: "no extKeyUsage",
  },
  check: (view) => when(view.has("extKeyUsage")),
})
