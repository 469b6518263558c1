import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const wildcardPartialLabel = requestRule({
  code: "wildcard-partial-label",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 1.6.1",
  inForce: { from: "2012-07-01" },
  message: "the asterisk is only a part of the leftmost label: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "A wildcard is the whole leftmost label.",
    why: "Clients match only a whole label (RFC 9525 section 6.3).",
    bad: "DNS:mail*.example.edu",
    good: "DNS:*.example.edu",
  },
  check: (view) => {
    return found(
      view.hostNames.filter((name) => {
        const left = name.split(".")[0] ?? ""
        return left.includes("*") && left !== "*"
      }),
    )
  },
})
