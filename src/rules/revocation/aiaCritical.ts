import { extensionCritical } from "../support/factories.js"

export const aiaCritical = extensionCritical({
  code: "aia-critical",
  extension: "authorityInfoAccess",
  citation: "RFC 5280 section 4.2.2.1",
  inForce: { from: "1999-01-01" },
  why: "It only says where more can be found; a client that does not know it would have to refuse the certificate.",
})
