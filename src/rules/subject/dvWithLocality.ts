import { attributeForbidden } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const dvWithLocality = attributeForbidden({
  code: "dv-with-locality",
  citation: "BR 7.1.6.4 (before version 2.0)",
  inForce: { from: "2012-07-01", until: "2023-09-15" },
  scopes: ["leaf"],
  type: attribute.locality,
  where: "a domain-validated certificate",
  applies: (view) => view.hasPolicy("dv"),
})
