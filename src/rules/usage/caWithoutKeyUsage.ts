import { extensionMissing } from "../support/factories.js"

export const caWithoutKeyUsage = extensionMissing({
  code: "ca-without-key-usage",
  source: "br",
  audience: "everyone",
  scopes: ["intermediate", "root"],
  extension: "keyUsage",
  citation: "RFC 5280 section 4.2.1.3, BR 7.1.2.10.7",
  inForce: { from: "2002-04-01" },
  why: "A CA whose key may do anything can be used for what it was not meant for.",
})
