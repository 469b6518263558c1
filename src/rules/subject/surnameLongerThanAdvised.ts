import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const surnameLongerThanAdvised = attributeTooLong({
  code: "surname-longer-than-advised",
  severity: "warning",
  type: attribute.surname,
  name: "surname",
  limit: 64,
  citation: "ITU-T X.411 annex B (ub-surname)",
  inForce: { from: "1999-01-01" },
})
