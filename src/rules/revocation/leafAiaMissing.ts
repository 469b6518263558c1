import { extensionMissing } from "../support/factories.js"

export const leafAiaMissing = extensionMissing({
  code: "leaf-aia-missing",
  source: "br",
  scopes: ["leaf"],
  extension: "authorityInfoAccess",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2012-07-01" },
  why: "Clients find neither the issuer's certificate nor the state of revocation.",
})
