import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { qualifierOids } from "../support/oids.js"
import { qualifiersOf } from "../support/policyTexts.js"

export const policyQualifierNotPermitted = certificateRule({
  code: "policy-qualifier-not-permitted",
  severity: "error",
  scopes: ["leaf", "intermediate"],
  source: "br",
  citation: "BR 7.1.2.7.9 and 7.1.2.10.5",
  inForce: { from: "2023-09-15" },
  message: "a policy has a qualifier other than a CPS pointer: {values}",
  at: "extensions.certificatePolicies",
  documentation: {
    what: "Policies of public server certificates and their CAs have no qualifier but the CPS pointer.",
    why: "Nobody sees user notices; they cost octets in every handshake.",
    bad: "policy 2.23.140.1.2.2 with a user notice",
    good: "policy 2.23.140.1.2.2 without qualifiers",
  },
  check: (view) => found(qualifiersOf(view).flatMap(({ oid }) => (oid === qualifierOids.cps ? [] : [oid]))),
})
