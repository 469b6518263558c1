import { attributeRequired } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const ovWithoutOrganization = attributeRequired({
  code: "ov-without-organization",
  citation: "BR 7.1.2.7.4",
  inForce: { from: "2012-07-01" },
  scopes: ["leaf"],
  types: [attribute.organization],
  where: "an organization-validated certificate",
  applies: (view) => view.hasPolicy("ov"),
})
