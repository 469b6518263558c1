import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { explicitTexts } from "../support/policyTexts.js"

export const explicitTextTooLong = certificateRule({
  code: "explicit-text-too-long",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 6818 section 3",
  inForce: { from: "2013-01-01" },
  message: "the explicit text of a policy has more than 200 characters",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "explicitText has at most 200 characters.",
    why: "Some clients refuse longer ones.",
    bad: "explicitText of 201 characters",
    good: "explicitText of 200 characters or fewer",
  },
  check: (view) =>
    when(explicitTexts(view).some(({ text }) => text !== undefined && [...text.value].length > 200)),
})
