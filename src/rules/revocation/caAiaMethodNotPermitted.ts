import { certificateRule } from "../rule.js"
import { notPermitted } from "../support/accessMethods.js"
import { found } from "../support/facts.js"

export const caAiaMethodNotPermitted = certificateRule({
  code: "ca-aia-method-not-permitted",
  severity: "error",
  scopes: ["intermediate"],
  source: "br",
  citation: "BR 7.1.2.10.3",
  inForce: { from: "2023-09-15" },
  message: "authorityInfoAccess of a CA has an access method or location that is not permitted: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "authorityInfoAccess of a CA has the access methods OCSP and caIssuers only, each with a URI.",
    why: "Clients know no other.",
    bad: "CA:TRUE, caRepository = URI:http://ca.example.edu/",
    good: "CA:TRUE, caIssuers = URI:http://ca.example.edu/root.crt",
  },
  check: (view) => found(notPermitted(view.accessDescriptions)),
})
