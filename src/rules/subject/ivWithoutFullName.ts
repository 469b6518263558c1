import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const ivWithoutFullName = certificateRule({
  code: "iv-without-full-name",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.3",
  inForce: { from: "2023-09-15" },
  message: "an individual-validated certificate lacks surname or given name",
  at: "subject",
  documentation: {
    what: "The subject of an individual-validated certificate has both surname and givenName.",
    why: "The certificate claims that a person was identified, and does not say who.",
    bad: "policy 2.23.140.1.2.3, SN=Mustermann",
    good: "policy 2.23.140.1.2.3, GN=Erika, SN=Mustermann",
  },
  check: (view) =>
    when(
      view.hasPolicy("iv") &&
        !(view.hasAttribute(attribute.givenName) && view.hasAttribute(attribute.surname)),
    ),
})
