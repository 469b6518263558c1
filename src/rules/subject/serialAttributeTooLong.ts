import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const serialAttributeTooLong = attributeTooLong({
  code: "serial-attribute-too-long",
  type: attribute.serialNumber,
  name: "serialNumber",
  limit: 64,
  citation: "RFC 5280 appendix A.1 (ub-serial-number)",
})
