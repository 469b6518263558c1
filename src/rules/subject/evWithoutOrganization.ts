import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const evWithoutOrganization = attributeRequired({
  code: "ev-without-organization",
  citation: "EV guidelines 9.2.1",
  scopes: ["leaf"],
  types: [attribute.organization],
  where: "an EV certificate",
  applies: (view) => view.hasPolicy("ev"),
})
