import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { urisOf } from "../support/uris.js"

export const sanUriNotAscii = requestRule({
  code: "san-uri-not-ascii",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2008-05-01" },
  message: "a URI of subjectAltName holds characters beyond ASCII: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "uniformResourceIdentifier is an IA5String: ASCII only.",
    why: "Other characters are percent-encoded or written as A-labels (RFC 3987).",
    bad: "URI:https://münchen.example.edu/",
    good: "URI:https://xn--mnchen-3ya.example.edu/",
  },
  check: (view) => found(urisOf(view.san).filter((uri) => /\P{ASCII}/u.test(uri))),
})
