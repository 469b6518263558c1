import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const dnsNameBadCharacter = requestRule({
  code: "dns-name-bad-character",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.12",
  inForce: { from: "2012-07-01" },
  message: "a label holds a character that host names do not have: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Labels consist of letters, digits and hyphens; a wildcard label of one asterisk.",
    why: "Resolvers and browsers refuse such names, and no CA can validate them.",
    bad: "DNS:mail!.example.edu",
    good: "DNS:mail.example.edu",
  },
  check: (view) =>
    found(labelsOfAll(view.hostNames, (label) => label !== "" && !/^[A-Za-z0-9*_-]+$/.test(label))),
})
