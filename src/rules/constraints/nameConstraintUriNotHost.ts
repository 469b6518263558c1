import { isIpAddress } from "../../x509/ipAddress.js"
import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isFqdnOrIp } from "../support/uris.js"

export const nameConstraintUriNotHost = certificateRule({
  code: "name-constraint-uri-not-host",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "a constraint on URIs is no fully qualified host or domain: {values}",
  at: "extensions.nameConstraints",
  documentation: {
    what: "A constraint on URIs is a fully qualified host name, or a domain with a dot in front.",
    why: "It matches no URI, or others than the CA meant.",
    bad: "permitted;URI:service",
    good: "permitted;URI:.example.edu",
  },
  check: (view) =>
    found(
      view.subtrees.flatMap(({ base }) =>
        base.kind === "uri" && (isIpAddress(base.value) || !isFqdnOrIp(base.value.replace(/^\./, "")))
          ? [base.value]
          : [],
      ),
    ),
})
