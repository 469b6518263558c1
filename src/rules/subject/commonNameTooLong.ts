import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const commonNameTooLong = attributeTooLong({
  code: "common-name-too-long",
  type: attribute.commonName,
  name: "commonName",
  limit: 64,
  citation: "RFC 5280 appendix A.1 (ub-common-name)",
  inForce: { from: "1999-01-01" },
})
