import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { explicitTexts } from "../support/policyTexts.js"

export const explicitTextNotNfc = certificateRule({
  code: "explicit-text-not-nfc",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 6818 section 3",
  inForce: { from: "2013-01-01" },
  message: "the explicit text of a policy is not normalized (NFC)",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "explicitText is in Unicode normalization form C.",
    why: "Two encodings of what looks the same compare as different.",
    bad: "u and a combining diaeresis",
    good: "ü",
  },
  check: (view) =>
    when(
      explicitTexts(view).some(
        ({ text }) => text !== undefined && text.value.normalize("NFC") !== text.value,
      ),
    ),
})
