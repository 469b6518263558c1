import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isReverseZone } from "../support/hostNames.js"

export const reverseZoneName = requestRule({
  code: "reverse-zone-name",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  citation: "BR 4.2.2",
  inForce: { from: "2026-03-15" },
  message: "a name lies in a zone of reverse look-ups: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No name of a public certificate ends in in-addr.arpa or ip6.arpa.",
    why: "Who holds an address for a while controls that name: since 2026-03-15 no public CA may sign it.",
    bad: "DNS:1.100.51.198.in-addr.arpa",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(view.dnsNames.filter(isReverseZone)),
})
