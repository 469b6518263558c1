import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const givenNameTooLong = attributeTooLong({
  code: "given-name-too-long",
  type: attribute.givenName,
  name: "givenName",
  limit: 32_768,
  citation: "RFC 5280 appendix A.1 (ub-name)",
  inForce: { from: "1999-01-01" },
})
