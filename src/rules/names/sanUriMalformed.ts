import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isUri, urisOf } from "../support/uris.js"

export const sanUriMalformed = requestRule({
  code: "san-uri-malformed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2008-05-01" },
  message: "a URI of subjectAltName is malformed: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A uniformResourceIdentifier has a scheme and something after it, in the characters of RFC 3986.",
    why: "Clients could not parse it.",
    bad: "URI:https:",
    good: "URI:https://service.example.edu/",
  },
  check: (view) => found(urisOf(view.san).filter((uri) => !isUri(uri))),
})
