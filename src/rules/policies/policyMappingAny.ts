import { anyPolicy } from "../../x509/oids.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const policyMappingAny = certificateRule({
  code: "policy-mapping-any",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.5",
  inForce: { from: "2002-04-01" },
  message: "policyMappings maps from or to anyPolicy",
  at: "extensions.policyMappings",
  documentation: {
    what: "Policies are not mapped from or to anyPolicy.",
    why: "Path validation refuses the certificate.",
    bad: "anyPolicy to 1.2.3",
    good: "1.2.3 to 1.2.4",
  },
  check: (view) =>
    when(
      view
        .value("policyMappings")
        ?.some(
          ({ issuerDomain, subjectDomain }) => issuerDomain === anyPolicy || subjectDomain === anyPolicy,
        ),
    ),
})
