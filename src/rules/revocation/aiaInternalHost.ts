import { isIpAddress } from "../../x509/ipAddress.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { hostOfUri, urisOf } from "../support/uris.js"

export const aiaInternalHost = certificateRule({
  code: "aia-internal-host",
  severity: "warning",
  scopes: ["leaf"],
  source: "br",
  citation: "BR 7.1.2.7.7",
  inForce: { from: "2012-07-01" },
  message: "authorityInfoAccess points at a host that the public DNS does not have: {values}",
  at: "extensions.authorityInfoAccess",
  documentation: {
    what: "The hosts in authorityInfoAccess are public names or addresses.",
    why: "Clients outside of the CA's network cannot reach them.",
    bad: "OCSP = URI:http://ocsp.corp",
    good: "OCSP = URI:http://ocsp.example.edu",
  },
  check: (view, context) => {
    return found(
      urisOf(view.accessDescriptions.map(({ location }) => location)).filter((uri) => {
        const host = hostOfUri(uri)
        return host !== undefined && !isIpAddress(host) && context.domains.publicSuffix(host) === undefined
      }),
    )
  },
})
