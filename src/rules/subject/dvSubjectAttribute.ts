import { attributeNames } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { oidsOf } from "../support/values.js"

export const dvSubjectAttribute = certificateRule({
  code: "dv-subject-attribute",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.2",
  inForce: { from: "2023-09-15" },
  message: "the subject of a domain-validated certificate holds more than country and common name: {values}",
  at: "subject",
  documentation: {
    what: "The subject of a domain-validated certificate has countryName and commonName at most.",
    why: "The CA has checked control of the names and nothing else.",
    bad: "policy 2.23.140.1.2.1, O=Example University",
    good: "policy 2.23.140.1.2.1, CN=mail.example.edu",
  },
  check: (view) =>
    view.hasPolicy("dv")
      ? found(
          oidsOf(view)
            .filter((oid) => oid !== attribute.country && oid !== attribute.commonName)
            .map((oid) => attributeNames[oid] ?? oid),
        )
      : undefined,
})
