import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { hostOfUri, isFqdnOrIp, urisOf } from "../support/uris.js"

export const issuerAltNameUriHostUnqualified = certificateRule({
  code: "issuer-alt-name-uri-host-unqualified",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2008-05-01" },
  message: "the host in a URI of issuerAltName is neither a fully qualified name nor an address: {values}",
  at: "extensions.issuerAltName",
  documentation: {
    what: "The authority of a URI names a fully qualified host or an address.",
    why: "A short name means another host in every network.",
    bad: "URI:https://ca/",
    good: "URI:https://ca.example.edu/",
  },
  check: (view) => {
    return found(
      urisOf(view.issuerAltNames).filter((uri) => {
        const host = hostOfUri(uri)
        return host !== undefined && !isFqdnOrIp(host)
      }),
    )
  },
})
