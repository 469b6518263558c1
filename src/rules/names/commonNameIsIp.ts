import { isIP } from "node:net"
import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const commonNameIsIp = requestRule({
  code: "common-name-is-ip",
  severity: "warning",
  scopes: ["csr"],
  source: "certfleet",
  audience: "public",
  citation: "DigiCert: the common name is a domain name",
  message: "the common name is an IP address: {values}",
  hint: "take a host name for the common name and list the address among the other names",
  at: "subject",
  documentation: {
    what: "The common name of a request is a domain name.",
    why: "DigiCert refuses the order otherwise.",
    bad: "CN=203.0.114.1",
    good: "CN=mail.example.edu, subjectAltName = DNS:mail.example.edu, IP:203.0.114.1",
  },
  check: (view) => found(view.commonNames.filter((name) => isIP(name) !== 0)),
})
