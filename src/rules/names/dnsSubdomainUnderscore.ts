import { requestRule } from "../rule.js"
import { found } from "../support/facts.js"
import { subdomainLabels } from "../support/hostNames.js"

export const dnsSubdomainUnderscore = requestRule({
  code: "dns-subdomain-underscore",
  severity: "warning",
  scopes: ["leaf", "self-signed", "csr"],
  source: "br",
  audience: "everyone",
  citation: "BR 7.1.2.7.12",
  inForce: { from: "2008-05-01" },
  message: "a label holds an underscore: {values}",
  at: "extensions.subjectAltName",
  documentation: {
    what: "No label left of the registered name holds an underscore.",
    why: "Underscores are no host name characters; public CAs must refuse them since 2019.",
    bad: "DNS:mail_1.example.edu",
    good: "DNS:mail-1.example.edu",
  },
  check: (view, context) =>
    found(
      view.dnsNames.filter((name) =>
        subdomainLabels(name, context.domains).some((label) => label.includes("_")),
      ),
    ),
})
