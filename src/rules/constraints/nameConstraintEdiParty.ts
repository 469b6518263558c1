import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { constraintTags } from "../support/generalNameTags.js"

export const nameConstraintEdiParty = certificateRule({
  code: "name-constraint-edi-party",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "nameConstraints constrains EDI party names",
  at: "extensions.nameConstraints",
  documentation: {
    what: "Constraints are not placed on EDI party names.",
    why: "Clients do not implement them and must refuse the path if the extension is critical.",
    bad: "permitted;ediPartyName",
    good: "permitted;DNS:example.edu",
  },
  check: (view) => when(constraintTags(view.bytes("nameConstraints")).includes(5)),
})
