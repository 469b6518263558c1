import { extensionMissing } from "../support/factories.js"

export const caEkuMissing = extensionMissing({
  code: "ca-eku-missing",
  severity: "notice",
  source: "br",
  scopes: ["intermediate"],
  extension: "extKeyUsage",
  citation: "BR 7.1.2.10.2",
  inForce: { from: "2012-07-01" },
  why: "The CA can sign for every purpose that its root is trusted for.",
})
