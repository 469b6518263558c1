import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const dnsNameEmptyLabel = requestRule({
  code: "dns-name-empty-label",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "RFC 1034 section 3.5",
  inForce: { from: "2008-05-01" },
  message: "a name has an empty label or a dot at its end: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No label of a DNS name is empty: no two dots in a row, none at the beginning or the end.",
    why: "The name exists in no zone, and clients compare it literally.",
    bad: "DNS:mail..example.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view) => found(labelsOfAll(view.hostNames, (label) => label === "")),
})
