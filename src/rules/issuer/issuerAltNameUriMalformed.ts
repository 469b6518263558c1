import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isUri, urisOf } from "../support/uris.js"

export const issuerAltNameUriMalformed = certificateRule({
  code: "issuer-alt-name-uri-malformed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "2008-05-01" },
  message: "a URI of issuerAltName is malformed: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "A uniformResourceIdentifier has a scheme and something after it.",
    why: "Clients could not parse it.",
    bad: "URI:https:",
    good: "URI:https://ca.example.edu/",
  },
  check: (view) => found(urisOf(view.issuerAltNames).filter((uri) => !isUri(uri))),
})
