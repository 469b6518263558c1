import { accessMethods } from "../../x509/extensions/revocation.js"
import { generalNameText } from "../../x509/generalName.js"
import { certificateRule } from "../rule.js"
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
  check: (view) => {
    return found(
      view.accessDescriptions.flatMap(({ method, location }) => {
        if (method !== accessMethods.ocsp && method !== accessMethods.caIssuers) return [method]
        return location.kind === "uri" ? [] : [generalNameText(location)]
      }),
    )
  },
})
