import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const dnsLabelHyphenAtEdge = requestRule({
  code: "dns-label-hyphen-at-edge",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "RFC 1123 section 2.1",
  inForce: { from: "2008-05-01" },
  message: "a label begins or ends with a hyphen: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No label of a DNS name begins or ends with a hyphen.",
    why: "Such labels are no host names; resolvers and clients refuse them.",
    bad: "DNS:mail-.example.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view) =>
    found(labelsOfAll(view.hostNames, (label) => label.startsWith("-") || label.endsWith("-"))),
})
