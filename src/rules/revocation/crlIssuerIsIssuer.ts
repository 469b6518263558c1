import { sameName } from "../../x509/name.js"
import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const crlIssuerIsIssuer = certificateRule({
  code: "crl-issuer-is-issuer",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.13",
  inForce: { from: "2008-05-01" },
  message: "a distribution point names the certificate's own issuer as cRLIssuer",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "cRLIssuer is left out where the issuer of the certificate signs the list, too.",
    why: "The field marks a list of somebody else: verifiers then look for an indirect list, which this is not.",
    bad: "issuer CN=Example CA, cRLIssuer = CN=Example CA",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) =>
    when(
      view.distributionPoints.some(({ crlIssuer = [] }) =>
        crlIssuer.some((name) => name.kind === "directory" && sameName(name.name, view.certificate.issuer)),
      ),
    ),
})
