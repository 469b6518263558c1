import { extensionNotCritical } from "../support/factories.js"

export const caKeyUsageNotCritical = extensionNotCritical({
  code: "ca-key-usage-not-critical",
  source: "br",
  scopes: ["intermediate", "root"],
  extension: "keyUsage",
  citation: "BR 7.1.2.10.7",
  inForce: { from: "2012-07-01" },
  why: "A client that skips the extension would let the key do anything.",
})
