import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

export const caWithOrganizationalUnit = certificateRule({
  code: "ca-with-organizational-unit",
  severity: "error",
  scopes: ["intermediate", "root"],
  source: "br",
  citation: "BR 7.1.2.10.2",
  inForce: { from: "2023-09-15" },
  message: "the subject of a CA has an organizationalUnitName: {values}",
  at: "subject",
  documentation: {
    what: "The subject of a CA has no OU.",
    why: "CAs are named by organization and common name.",
    bad: "O=Example CA, OU=Trust Services",
    good: "CN=Example CA 1, O=Example CA, C=DE",
  },
  check: (view) => found(textsOf(view.attributes(attribute.organizationalUnit))),
})
