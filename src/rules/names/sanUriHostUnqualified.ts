import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { hostOfUri, isFqdnOrIp, urisOf } from "../support/uris.js"

export const sanUriHostUnqualified = requestRule({
  code: "san-uri-host-unqualified",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.6",
  inForce: { from: "2008-05-01" },
  message: "the host in a URI of subjectAltName is neither a fully qualified name nor an address: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "The authority of a URI names a fully qualified host or an address.",
    why: "A short name means another host in every network.",
    bad: "URI:https://service/",
    good: "URI:https://service.example.edu/",
  },
  check: (view) => {
    return found(
      urisOf(view.san).filter((uri) => {
        const host = hostOfUri(uri)
        return host !== undefined && !isFqdnOrIp(host)
      }),
    )
  },
})
