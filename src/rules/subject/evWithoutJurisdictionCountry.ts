import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const evWithoutJurisdictionCountry = attributeRequired({
  code: "ev-without-jurisdiction-country",
  citation: "EV guidelines 9.2.4",
  scopes: ["leaf"],
  types: [attribute.jurisdictionCountry],
  where: "an EV certificate",
  applies: (view) => view.hasPolicy("ev"),
})
