import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { explicitTexts } from "../support/policyTexts.js"

export const noticeReference = certificateRule({
  code: "notice-reference",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.4",
  inForce: { from: "2008-05-01" },
  message: "a user notice has a noticeRef",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "User notices of policies have no noticeRef.",
    why: "No client has ever shown the document that it points at.",
    bad: "userNotice with noticeRef",
    good: "userNotice with explicitText, or none",
  },
  check: (view) => when(explicitTexts(view).some(({ hasReference }) => hasReference)),
})
