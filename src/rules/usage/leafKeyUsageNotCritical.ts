import { extensionNotCritical } from "../support/factories.js"

export const leafKeyUsageNotCritical = extensionNotCritical({
  code: "leaf-key-usage-not-critical",
  source: "br",
  scopes: ["leaf", "self-signed"],
  extension: "keyUsage",
  citation: "BR 7.1.2.7.6",
  inForce: { from: "2023-09-15" },
  why: "A client that skips the extension would let the key do anything.",
})
