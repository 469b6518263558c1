import { certificateRule } from "../rule.js"
import { isEmptySequence } from "../support/der.js"
import { when } from "../support/facts.js"

export const nameConstraintsEmpty = certificateRule({
  code: "name-constraints-empty",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "nameConstraints constrains nothing",
  at: "extensions.nameConstraints",
  documentation: {
    what: "nameConstraints has permitted or excluded subtrees.",
    why: "Strict readers refuse the certificate.",
    bad: "nameConstraints = (empty)",
    good: "nameConstraints = permitted;DNS:example.edu",
  },
  check: (view) => {
    const constraints = view.value("nameConstraints")
    return when(
      view.has("nameConstraints") &&
        (isEmptySequence(view.bytes("nameConstraints")) ||
          (constraints !== undefined && view.subtrees.length === 0)),
    )
  },
})
