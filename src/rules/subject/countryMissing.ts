import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"
import { namesSomebody } from "../support/values.js"

export const countryMissing = attributeRequired({
  code: "country-missing",
  citation: "BR 7.1.4.2.2",
  inForce: { from: "2016-09-07" },
  scopes: ["leaf"],
  types: [attribute.country],
  where: "a certificate that names an organization or a person",
  applies: namesSomebody,
})
