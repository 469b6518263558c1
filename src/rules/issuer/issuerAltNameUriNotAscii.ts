import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { urisOf } from "../support/uris.js"

export const issuerAltNameUriNotAscii = certificateRule({
  code: "issuer-alt-name-uri-not-ascii",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.7",
  inForce: { from: "2008-05-01" },
  message: "a URI of issuerAltName holds characters beyond ASCII: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "uniformResourceIdentifier is an IA5String: ASCII only.",
    why: "Other characters are percent-encoded or written as A-labels.",
    bad: "URI:https://münchen.example.edu/",
    good: "URI:https://xn--mnchen-3ya.example.edu/",
  },
  check: (view) => found(urisOf(view.issuerAltNames).filter((uri) => /\P{ASCII}/u.test(uri))),
})
