import { attributeNames } from "../../x509/oids.js"
import { requestRule } from "../rule.js"
import { found, repeated } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { oidsOf } from "../support/values.js"

export const subjectAttributeRepeated = requestRule({
  code: "subject-attribute-repeated",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.4.1",
  inForce: { from: "2023-09-15" },
  message: "the subject has an attribute more than once: {values}",
  at: "subject",
  documentation: {
    what: "Every attribute type is there once; only domainComponent and streetAddress may repeat.",
    why: "Nobody can say which of two organizations the certificate names.",
    bad: "O=Example University, O=Example Hospital",
    good: "O=Example University",
  },
  check: (view) => {
    const types = oidsOf(view).filter((oid) => oid !== attribute.domainComponent && oid !== attribute.street)
    return found(repeated(types).map((oid) => attributeNames[oid] ?? oid))
  },
})
