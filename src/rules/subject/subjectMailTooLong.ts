import { attributeTooLong } from "../support/factories.js"
import { attribute } from "../support/oids.js"

export const subjectMailTooLong = attributeTooLong({
  code: "subject-mail-too-long",
  type: attribute.emailAddress,
  name: "emailAddress",
  limit: 255,
  citation: "RFC 5280 appendix A.1 (ub-emailaddress-length)",
  inForce: { from: "1999-01-01" },
})
