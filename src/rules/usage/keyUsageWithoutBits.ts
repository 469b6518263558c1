import { requestRule } from "../rule.js"
import { when } from "../support/facts.js"

export const keyUsageWithoutBits = requestRule({
  code: "key-usage-without-bits",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.3",
  inForce: { from: "2008-05-01" },
  message: "keyUsage permits nothing",
  at: "extensions.keyUsage",
  documentation: {
    what: "keyUsage, where it is present, has at least one bit.",
    why: "The key may not be used at all.",
    bad: "keyUsage = (empty)",
    good: "keyUsage = digitalSignature",
  },
  check: (view) => when(view.value("keyUsage")?.size === 0),
})
