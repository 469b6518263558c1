import { certificateRule } from "../rule.js"
import { hasControlCharacter } from "../support/controlCharacters.js"
import { when } from "../support/facts.js"
import { explicitTexts } from "../support/policyTexts.js"

export const explicitTextControlCharacters = certificateRule({
  code: "explicit-text-control-characters",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 6818 section 3",
  inForce: { from: "2013-01-01" },
  message: "the explicit text of a policy holds control characters",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "explicitText as UTF8String or VisibleString holds no control characters.",
    why: "It is shown to people; control characters can hide or forge text.",
    bad: "explicitText with a line feed",
    good: "explicitText of one line",
  },
  check: (view) =>
    when(explicitTexts(view).some(({ text }) => text !== undefined && hasControlCharacter(text.value))),
})
