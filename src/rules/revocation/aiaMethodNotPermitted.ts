import { certificateRule } from "../rule.js"
import { notPermitted } from "../support/accessMethods.js"
import { found } from "../support/facts.js"

export const aiaMethodNotPermitted = certificateRule({
  code: "aia-method-not-permitted",
  severity: "error",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2023-09-15" },
  message: "authorityInfoAccess has an access method or location that is not permitted: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "authorityInfoAccess has the access methods OCSP and caIssuers only, each with a URI.",
    why: "Clients know no other.",
    bad: "caIssuers = email:ca@example.edu",
    good: "caIssuers = URI:http://ca.example.edu/ca.crt",
  },
  check: (view) => found(notPermitted(view.accessDescriptions)),
})
