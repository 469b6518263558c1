import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const nameIsTopLevelDomain = requestRule({
  code: "name-is-top-level-domain",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "br",
  citation: "BR 1.6.1",
  inForce: { from: "2012-07-01" },
  message: "a name is a top-level domain: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No name of a public certificate is a bare top-level domain.",
    why: "Its registry could validate it, but it would name everybody's parent.",
    bad: "DNS:edu",
    good: "DNS:example.edu",
  },
  check: (view, context) =>
    found(
      view.hostNames.filter(
        (name) => !name.includes(".") && context.domains.publicSuffix(name) !== undefined,
      ),
    ),
})
