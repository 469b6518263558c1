import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { reverseZoneProblem } from "../support/hostNames.js"

export const reverseZoneMalformed = requestRule({
  code: "reverse-zone-malformed",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "RFC 1035 section 3.5",
  inForce: { from: "2012-07-01" },
  message: "a name in a zone of reverse look-ups holds no whole address: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A name in in-addr.arpa ends in four numbers, one in ip6.arpa in 32 hexadecimal digits.",
    why: "A part of an address stands for a whole network.",
    bad: "DNS:1.168.192.in-addr.arpa",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(view.hostNames.filter((name) => reverseZoneProblem(name) === "malformed")),
})
