import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const postalCodeTooLong = attributeTooLong({
  code: "postal-code-too-long",
  type: attribute.postalCode,
  name: "postalCode",
  limit: 40,
  citation: "X.520 (ub-postal-code)",
  inForce: { from: "1999-01-01" },
})
