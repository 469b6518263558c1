import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { qualifierOids } from "../support/oids.js"
import { qualifiersOf } from "../support/policyTexts.js"

export const cpsUriNotHttp = certificateRule({
  code: "cps-uri-not-http",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "br",
  citation: "BR 7.1.2.7.9",
  inForce: { from: "2023-09-15" },
  message: "a CPS pointer is no HTTP or HTTPS URL: {values}",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "The CPS pointer of a policy is a URL with the scheme http or https.",
    why: "People are to read the document behind it.",
    bad: "CPS = ftp://ca.example.edu/cps",
    good: "CPS = https://ca.example.edu/cps",
  },
  check: (view) => {
    return found(
      qualifiersOf(view).flatMap(({ oid, der }) => {
        if (oid !== qualifierOids.cps) return []
        const uri = Buffer.from(der.subarray(2)).toString("latin1")
        return /^https?:\/\/[^\s/]+/i.test(uri) ? [] : [uri]
      }),
    )
  },
})
