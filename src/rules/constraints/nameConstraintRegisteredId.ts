import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { constraintTags } from "../support/generalNameTags.js"

export const nameConstraintRegisteredId = certificateRule({
  code: "name-constraint-registered-id",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "nameConstraints constrains registered identifiers",
  at: "extensions.nameConstraints",
  documentation: {
    what: "Constraints are not placed on registered identifiers.",
    why: "Clients do not implement them and must refuse the path if the extension is critical.",
    bad: "permitted;RID:1.2.3",
    good: "permitted;DNS:example.edu",
  },
  check: (view) => when(constraintTags(view.bytes("nameConstraints")).includes(8)),
})
