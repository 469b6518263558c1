import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { isOnion } from "../support/onions.js"

export const unknownTopLevelDomain = requestRule({
  code: "unknown-top-level-domain",
  severity: "error",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  citation: "BR 4.2.2",
  inForce: { from: "2012-07-01" },
  message: "a name ends in no top-level domain of the public DNS: {values}",
  hint: "give the server a name in a registered domain, or take profile: private (--profile private)",
  at: "extensions.subjectAltName",
  documentation: {
    what: "Every name of a public certificate ends in a top-level domain that is delegated.",
    why: "Internal names belong to nobody in particular; a certificate for them would be good in everybody's network.",
    bad: "DNS:mail.corp",
    good: "DNS:mail.example.edu",
  },
  check: (view, context) =>
    found(
      view.hostNames.filter((name) => !isOnion(name) && context.domains.publicSuffix(name) === undefined),
    ),
})
