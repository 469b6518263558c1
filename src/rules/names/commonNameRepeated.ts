import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const commonNameRepeated = requestRule({
  code: "common-name-repeated",
  severity: "warning",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.4.3",
  inForce: { from: "2012-07-01" },
  message: "has more than one common name: {values}",
  at: "subject",
  documentation: {
    what: "The subject has one common name at most.",
    why: "Software takes the first or the last; people see a third.",
    bad: "CN=mail.example.edu, CN=www.example.edu",
    good: "CN=mail.example.edu",
  },
  check: (view) => (view.commonNames.length > 1 ? found(view.commonNames) : undefined),
})
