import { certificateRule } from "../rule.js"
import { isEmptySequence } from "../support/der.js"
import { when } from "../support/facts.js"

export const policyConstraintsEmpty = certificateRule({
  code: "policy-constraints-empty",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.11",
  inForce: { from: "1999-01-01" },
  message: "policyConstraints constrains nothing",
  at: "extensions.policyConstraints",
  documentation: {
    what: "policyConstraints has requireExplicitPolicy or inhibitPolicyMapping.",
    why: "Strict readers refuse the certificate.",
    bad: "policyConstraints = (empty)",
    good: "policyConstraints = requireExplicitPolicy:0",
  },
  check: (view) => when(isEmptySequence(view.bytes("policyConstraints"))),
})
