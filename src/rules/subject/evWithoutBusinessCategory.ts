import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const evWithoutBusinessCategory = attributeRequired({
  code: "ev-without-business-category",
  citation: "EV guidelines 9.2.3",
  scopes: ["leaf"],
  types: [attribute.businessCategory],
  where: "an EV certificate",
  applies: (view) => view.hasPolicy("ev"),
})
