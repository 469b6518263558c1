import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const ovWithoutPlace = attributeRequired({
  code: "ov-without-place",
  citation: "BR 7.1.2.7.4",
  inForce: { from: "2012-07-01" },
  scopes: ["leaf"],
  types: [attribute.locality, attribute.state],
  where: "an organization-validated certificate",
  applies: (view) => view.hasPolicy("ov"),
})
