import { parseIp } from "../../x509/ipAddress.js"
import { reservedFor } from "../../x509/reservedIp.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const commonNameReservedIp = requestRule({
  code: "common-name-reserved-ip",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  citation: "BR 4.2.2",
  inForce: { from: "2012-07-01" },
  message: "the common name is a reserved or private address: {values}",
  at: "subject",
  documentation: {
    what: "No common name of a public certificate is an address that IANA reserves.",
    why: "Nobody owns such an address; a certificate for it would be good in everybody's network.",
    bad: "CN=10.0.0.1",
    good: "CN=mail.example.edu",
  },
  check: (view) => {
    return found(
      view.commonNames.filter((name) => {
        const octets = parseIp(name)
        return octets !== undefined && reservedFor(octets) !== undefined
      }),
    )
  },
})
