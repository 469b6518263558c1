import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"
import { always } from "../support/values.js"

export const caWithoutCountry = attributeRequired({
  code: "ca-without-country",
  citation: "BR 7.1.2.10.2",
  inForce: { from: "2012-07-01" },
  scopes: ["intermediate", "root"],
  types: [attribute.country],
  where: "a CA",
  applies: always,
})
