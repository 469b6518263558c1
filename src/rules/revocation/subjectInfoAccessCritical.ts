import { extensionCritical } from "../support/factories.js"

export const subjectInfoAccessCritical = extensionCritical({
  code: "subject-info-access-critical",
  extension: "subjectInfoAccess",
  citation: "RFC 5280 section 4.2.2.2",
  inForce: { from: "2002-04-01" },
  why: "It only says where more can be found; a client that does not know it would have to refuse the certificate.",
})
