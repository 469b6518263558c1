import { extensionMissing } from "../support/factories.js"

export const caPoliciesMissing = extensionMissing({
  code: "ca-policies-missing",
  source: "br",
  scopes: ["intermediate"],
  extension: "certificatePolicies",
  citation: "BR 7.1.2.10.5",
  inForce: { from: "2012-07-01" },
  why: "Policies that a leaf asserts are valid only as far as every CA above asserts them.",
})
