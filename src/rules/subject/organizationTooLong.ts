import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const organizationTooLong = attributeTooLong({
  code: "organization-too-long",
  type: attribute.organization,
  name: "organizationName",
  limit: 64,
  citation: "RFC 5280 appendix A.1 (ub-organization-name)",
  inForce: { from: "1999-01-01" },
})
