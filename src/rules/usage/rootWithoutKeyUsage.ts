import { extensionMissing } from "../support/factories.js"

export const rootWithoutKeyUsage = extensionMissing({
  code: "root-without-key-usage",
  source: "br",
  scopes: ["root"],
  extension: "keyUsage",
  citation: "BR 7.1.2.1",
  inForce: { from: "1999-01-01" },
  why: "A root whose key may do anything can be used for what it was not meant for.",
})
