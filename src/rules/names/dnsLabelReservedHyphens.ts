import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const dnsLabelReservedHyphens = requestRule({
  code: "dns-label-reserved-hyphens",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.12, RFC 5890 section 2.3.1",
  inForce: { from: "2021-10-01" },
  message: "a label has hyphens in its third and fourth place and is no A-label: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A label with -- in the third and fourth place begins with xn--.",
    why: "Such labels are reserved for encodings to come.",
    bad: "DNS:ab--cd.example.edu",
    good: "DNS:ab-cd.example.edu",
  },
  check: (view) =>
    found(
      labelsOfAll(view.hostNames, (label) => /^[a-z0-9][a-z0-9-]--/i.test(label) && !/^xn--/i.test(label)),
    ),
})
