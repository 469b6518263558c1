import { extensionNotCritical } from "../support/factories.js"

export const rootKeyUsageNotCritical = extensionNotCritical({
  code: "root-key-usage-not-critical",
  source: "br",
  scopes: ["root"],
  extension: "keyUsage",
  citation: "BR 7.1.2.1.2",
  inForce: { from: "2012-07-01" },
  why: "A client that skips the extension would let the key do anything.",
})
