import { isIpAddress } from "../../x509/ipAddress.js"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const sanDnsNameIsIp = requestRule({
  code: "san-dns-name-is-ip",
  severity: "warning",
  scopes: ["leaf", "self-signed", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "RFC 9525 section 6.4",
  message: "an IP address stands in a dNSName: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "An address is an iPAddress entry of subjectAltName, not a dNSName.",
    why: "Clients look for addresses among the iPAddress entries only.",
    bad: "subjectAltName = DNS:198.51.100.7",
    good: "subjectAltName = IP:198.51.100.7",
  },
  check: (view) => found(view.dnsNames.filter((name) => isIpAddress(name))),
})
