import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { textsOf } from "../support/values.js"

export const organizationalUnitProhibited = requestRule({
  code: "organizational-unit-prohibited",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  citation: "BR 7.1.4.2",
  inForce: { from: "2022-09-01" },
  message: "the subject has an organizationalUnitName: {values}",
  at: "subject",
  documentation: {
    what: "The subject of a server certificate has no OU.",
    why: "CAs cannot verify it; since 2022-09-01 public CAs must refuse it.",
    bad: "O=Example University, OU=Computing Centre",
    good: "O=Example University",
  },
  check: (view) => found(textsOf(view.attributes(attribute.organizationalUnit))),
})
