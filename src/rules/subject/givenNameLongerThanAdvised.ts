import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const givenNameLongerThanAdvised = attributeTooLong({
  code: "given-name-longer-than-advised",
  severity: "warning",
  type: attribute.givenName,
  name: "givenName",
  limit: 64,
  citation: "ITU-T X.411 annex B (ub-given-name)",
  inForce: { from: "1999-01-01" },
})
