import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { attribute } from "../support/oids.js"
import { oidsOf } from "../support/values.js"

/** The order of the table in BR 7.1.4.2; what it does not list comes last in any order. */
const order: readonly string[] = [
  attribute.domainComponent,
  attribute.country,
  attribute.state,
  attribute.locality,
  attribute.postalCode,
  attribute.street,
  attribute.organization,
  attribute.surname,
  attribute.givenName,
  attribute.organizationalUnit,
  attribute.commonName,
]

export const subjectAttributeOrder = certificateRule({
  code: "subject-attribute-order",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.4.2",
  inForce: { from: "2023-09-15" },
  message: "the attributes of the subject do not stand in the order that the Baseline Requirements define",
  at: "subject",
  documentation: {
    what: "The attributes of the subject stand in the order DC, C, ST, L, postalCode, street, O, SN, GN, OU, CN.",
    why: "One order makes names comparable and keeps a part of the name from passing for another.",
    bad: "CN=mail.example.edu, O=Example University, C=DE",
    good: "C=DE, O=Example University, CN=mail.example.edu",
  },
  check: (view) => {
    const places = oidsOf(view).flatMap((oid) => {
      const place = order.indexOf(oid)
      return place < 0 ? [] : [place]
    })
    return when(places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0)))
  },
})
