import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { schemeOf, urisOf } from "../support/uris.js"

export const issuerAltNameUriRelative = certificateRule({
  code: "issuer-alt-name-uri-relative",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "2008-05-01" },
  message: "a URI of issuerAltName is relative: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "A uniformResourceIdentifier is an absolute URI.",
    why: "Relative to what, nobody could say.",
    bad: "URI:/ca",
    good: "URI:https://ca.example.edu/",
  },
  check: (view) => found(urisOf(view.issuerAltNames).filter((uri) => schemeOf(uri) === undefined)),
})
