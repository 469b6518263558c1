import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { labelsOfAll } from "../support/hostNames.js"

export const aLabelInvalid = requestRule({
  code: "a-label-invalid",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "RFC 5890 section 2.3.2.1",
  inForce: { from: "2021-10-01" },
  message: "a label that begins with xn-- is no valid A-label: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A label that begins with xn-- decodes to a label that IDNA2008 permits and encodes to itself.",
    why: "xn--a and the like pass most tools and are refused by resolvers and browsers.",
    bad: "DNS:xn--a.example.edu",
    good: "DNS:xn--mnchen-3ya.example.edu",
  },
  check: (view, context) =>
    found(labelsOfAll(view.hostNames, (label) => /^xn--/i.test(label) && !context.domains.isALabel(label))),
})
