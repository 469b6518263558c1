import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const streetTooLong = attributeTooLong({
  code: "street-too-long",
  type: attribute.street,
  name: "streetAddress",
  limit: 128,
  citation: "X.520 (ub-street-address)",
  inForce: { from: "1999-01-01" },
})
