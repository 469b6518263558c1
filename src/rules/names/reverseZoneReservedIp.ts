import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { reverseZoneProblem } from "../support/hostNames.js"

export const reverseZoneReservedIp = requestRule({
  code: "reverse-zone-reserved-ip",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  citation: "BR 4.2.2",
  inForce: { from: "2012-07-01" },
  message: "a name is the reverse look-up of a reserved address: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No name in in-addr.arpa or ip6.arpa stands for a reserved address.",
    why: "Nobody owns such an address.",
    bad: "DNS:1.1.168.192.in-addr.arpa",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(view.hostNames.filter((name) => reverseZoneProblem(name) === "reserved")),
})
