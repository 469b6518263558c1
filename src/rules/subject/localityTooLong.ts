import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const localityTooLong = attributeTooLong({
  code: "locality-too-long",
  type: attribute.locality,
  name: "localityName",
  limit: 128,
  citation: "RFC 5280 appendix A.1 (ub-locality-name)",
  inForce: { from: "1999-01-01" },
})
