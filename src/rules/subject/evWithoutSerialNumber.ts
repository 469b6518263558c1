import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const evWithoutSerialNumber = attributeRequired({
  code: "ev-without-serial-number",
  citation: "EV guidelines 9.2.5",
  scopes: ["leaf"],
  types: [attribute.serialNumber],
  where: "an EV certificate",
  applies: (view) => view.hasPolicy("ev"),
})
