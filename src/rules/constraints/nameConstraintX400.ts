import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { constraintTags } from "../support/generalNameTags.js"

export const nameConstraintX400 = certificateRule({
  code: "name-constraint-x400",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "nameConstraints constrains X.400 addresses",
  at: "extensions.nameConstraints",
  documentation: {
    what: "Constraints are not placed on X.400 addresses.",
    why: "Clients do not implement them and must refuse the path if the extension is critical.",
    bad: "permitted;x400Address",
    good: "permitted;DNS:example.edu",
  },
  check: (view) => when(constraintTags(view.bytes("nameConstraints")).includes(3)),
})
