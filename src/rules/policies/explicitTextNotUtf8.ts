import { certificateRule } from "../rule.js"
import { explicitTexts } from "../support/policyTexts.js"

export const explicitTextNotUtf8 = certificateRule({
  code: "explicit-text-not-utf8",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 6818 section 3",
  inForce: { from: "2013-01-01" },
  message: "the explicit text of a policy is no UTF8String but a {type}",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "explicitText is a UTF8String.",
    why: "The other types are kept for old certificates only.",
    bad: "explicitText as VisibleString",
    good: "explicitText as UTF8String",
  },
  check: (view) => {
    const other = explicitTexts(view).find(({ text }) => text !== undefined && text.type !== "UTF8String")
    return other === undefined ? undefined : { type: other.text?.type ?? "value that is no string" }
  },
})
