import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { attribute } from "../support/oids.js"

export const organizationalUnitWithoutOrganization = certificateRule({
  code: "organizational-unit-without-organization",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.4.2.2 (version 1.7.9)",
  inForce: { from: "2021-08-16", until: "2022-09-01" },
  message: "the subject has an organizationalUnitName without organizationName",
  at: "subject",
  documentation: {
    what: "Where there was an OU there was an O.",
    why: "The unit of nobody identifies nobody.",
    bad: "OU=Computing Centre",
    good: "O=Example University, OU=Computing Centre",
  },
  check: (view) =>
    when(view.hasAttribute(attribute.organizationalUnit) && !view.hasAttribute(attribute.organization)),
})
