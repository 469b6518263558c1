import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const ivWithoutName = certificateRule({
  code: "iv-without-name",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.6.4 (before version 2.0)",
  inForce: { from: "2015-09-28", until: "2023-09-15" },
  message: "an individual-validated certificate has neither an organization nor surname and given name",
  at: "subject",
  documentation: {
    what: "The subject of an individual-validated certificate has organizationName, or both surname and givenName.",
    why: "The certificate claims that a person was identified, and does not say who.",
    bad: "policy 2.23.140.1.2.3, CN=mail.example.edu",
    good: "policy 2.23.140.1.2.3, GN=Erika, SN=Mustermann",
  },
  check: (view) =>
    when(
      view.hasPolicy("iv") &&
        !view.hasAttribute(attribute.organization) &&
        !(view.hasAttribute(attribute.givenName) && view.hasAttribute(attribute.surname)),
    ),
})
