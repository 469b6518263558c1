import { extensionMissing } from "../support/factories.js"

export const caAiaMissing = extensionMissing({
  code: "ca-aia-missing",
  severity: "notice",
  source: "br",
  scopes: ["intermediate"],
  extension: "authorityInfoAccess",
  citation: "BR 7.1.2.10.3",
  inForce: { from: "2012-07-01" },
  why: "Clients that complete a chain by themselves do not find the root's certificate.",
})
