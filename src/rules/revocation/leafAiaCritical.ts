import { extensionCritical } from "../support/factories.js"

export const leafAiaCritical = extensionCritical({
  code: "leaf-aia-critical",
  source: "br",
  scopes: ["leaf"],
  extension: "authorityInfoAccess",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2012-07-01" },
  why: "A client that does not know the extension would have to refuse the certificate.",
})
