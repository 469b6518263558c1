import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"

export const nameIsPublicSuffix = requestRule({
  code: "name-is-public-suffix",
  severity: "notice",
  scopes: ["leaf", "self-signed", "intermediate", "root", "csr"],
  source: "certfleet",
  audience: "everyone",
  citation: "BR 3.2.2.6",
  message: "a name is a public suffix: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No dNSName is itself a public suffix.",
    why: "Unrelated owners register below it; such a certificate is rarely meant.",
    bad: "DNS:co.uk",
    good: "DNS:example.co.uk",
  },
  check: (view, context) =>
    found(view.dnsNames.filter((name) => context.domains.publicSuffix(name) === name.toLowerCase())),
})
