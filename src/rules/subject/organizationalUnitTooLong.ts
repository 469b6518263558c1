import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const organizationalUnitTooLong = attributeTooLong({
  code: "organizational-unit-too-long",
  type: attribute.organizationalUnit,
  name: "organizationalUnitName",
  limit: 64,
  citation: "RFC 5280 appendix A.1 (ub-organizational-unit-name)",
  inForce: { from: "1999-01-01" },
})
