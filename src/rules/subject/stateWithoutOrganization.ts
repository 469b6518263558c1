import { attributeForbidden } from "../support/factories.js"
import { attribute } from "../support/oids.js"
import { namesSomebody } from "../support/values.js"

export const stateWithoutOrganization = attributeForbidden({
  code: "state-without-organization",
  citation: "BR 7.1.4.2.2",
  inForce: { from: "2016-09-07" },
  scopes: ["leaf"],
  type: attribute.state,
  where: "a certificate that names neither organization nor person",
  applies: (view) => !namesSomebody(view),
})
