import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const evWithoutCountry = attributeRequired({
  code: "ev-without-country",
  citation: "EV guidelines 9.2.6",
  scopes: ["leaf"],
  types: [attribute.country],
  where: "an EV certificate",
  applies: (view) => view.hasPolicy("ev"),
})
