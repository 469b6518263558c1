import { anyPolicy } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { qualifierOids } from "../support/oids.js"

export const anyPolicyQualifier = certificateRule({
  code: "any-policy-qualifier",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.4",
  inForce: { from: "2002-04-01" },
  message: "anyPolicy has a qualifier that is neither a CPS pointer nor a user notice: {values}",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "Qualifiers of anyPolicy are id-qt-cps and id-qt-unotice only.",
    why: "Others have no meaning for any policy.",
    bad: "anyPolicy with qualifier 1.2.3",
    good: "anyPolicy with a CPS pointer",
  },
  check: (view) => {
    const qualifiers =
      view
        .value("certificatePolicies")
        ?.flatMap((policy) => (policy.oid === anyPolicy ? policy.qualifiers : [])) ?? []
    return found(
      qualifiers.flatMap(({ oid }) =>
        oid === qualifierOids.cps || oid === qualifierOids.userNotice ? [] : [oid],
      ),
    )
  },
})
