import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

export const nameConstraintDnsLeadingDot = certificateRule({
  code: "name-constraint-dns-leading-dot",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "a constraint on DNS names begins with a dot: {values}",
  at: "extensions.nameConstraints",
  documentation: {
    what: "A constraint on DNS names is a name without a dot in front.",
    why: "Verifiers differ in whether the domain itself is meant; some refuse the path.",
    bad: "permitted;DNS:.example.edu",
    good: "permitted;DNS:example.edu",
  },
  check: (view) =>
    found(
      view.subtrees.flatMap(({ base }) =>
        base.kind === "dns" && base.value.startsWith(".") ? [base.value] : [],
      ),
    ),
})
