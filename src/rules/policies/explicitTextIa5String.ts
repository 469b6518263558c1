import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { explicitTexts } from "../support/policyTexts.js"

export const explicitTextIa5String = certificateRule({
  code: "explicit-text-ia5-string",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 6818 section 3",
  inForce: { from: "2013-01-01" },
  message: "the explicit text of a policy is an IA5String",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "explicitText is no IA5String.",
    why: "Strict readers refuse it; UTF8String is the type to use.",
    bad: "explicitText as IA5String",
    good: "explicitText as UTF8String",
  },
  check: (view) => when(explicitTexts(view).some(({ text }) => text?.type === "IA5String")),
})
