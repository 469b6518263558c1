import { extensionCritical } from "../support/factories.js"

export const caEkuCritical = extensionCritical({
  code: "ca-eku-critical",
  severity: "warning",
  source: "br",
  scopes: ["intermediate"],
  extension: "extKeyUsage",
  citation: "BR 7.1.2.2",
  inForce: { from: "2012-07-01" },
  why: "Old clients that do not know the extension in a CA refuse the path.",
})
