import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { schemeOf, urisOf } from "../support/uris.js"

export const sanUriRelative = requestRule({
  code: "san-uri-relative",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2008-05-01" },
  message: "a URI of subjectAltName is relative: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A uniformResourceIdentifier is an absolute URI.",
    why: "Relative to what, nobody could say.",
    bad: "URI:/service",
    good: "URI:https://service.example.edu/",
  },
  check: (view) => found(urisOf(view.san).filter((uri) => schemeOf(uri) === undefined)),
})
