import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const stateTooLong = attributeTooLong({
  code: "state-too-long",
  type: attribute.state,
  name: "stateOrProvinceName",
  limit: 128,
  citation: "RFC 5280 appendix A.1 (ub-state-name)",
  inForce: { from: "1999-01-01" },
})
