import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const ivWithoutCountry = attributeRequired({
  code: "iv-without-country",
  citation: "BR 7.1.2.7.3",
  inForce: { from: "2015-09-28" },
  scopes: ["leaf"],
  types: [attribute.country],
  where: "an individual-validated certificate",
  applies: (view) => view.hasPolicy("iv"),
})
