import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const wildcardUnderPublicSuffix = requestRule({
  code: "wildcard-under-public-suffix",
  severity: "warning",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 3.2.2.6",
  inForce: { from: "2012-07-01" },
  message: "a wildcard stands directly under a public suffix: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No wildcard is directly under a public suffix such as edu or co.uk.",
    why: "It would cover the hosts of everybody who registers there; clients ignore it and public CAs refuse it.",
    bad: "DNS:*.edu",
    good: "DNS:*.example.edu",
  },
  check: (view, context) => {
    return found(
      view.hostNames.filter(
        (name) =>
          name.startsWith("*.") &&
          context.domains.publicSuffix(name.slice(2)) === name.slice(2).toLowerCase(),
      ),
    )
  },
})
