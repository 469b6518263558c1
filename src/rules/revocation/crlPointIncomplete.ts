import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const crlPointIncomplete = certificateRule({
  code: "crl-point-incomplete",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.13",
  inForce: { from: "2002-04-01" },
  message: "a distribution point has reasons but neither a name nor an issuer",
  at: "extensions.crlDistributionPoints",
  documentation: {
    what: "A distribution point has distributionPoint or cRLIssuer.",
    why: "It says why, but not where.",
    bad: "a distribution point of reasons only",
    good: "crlDistributionPoints = URI:http://ca.example.edu/ca.crl",
  },
  check: (view) => {
    const read = view.extensions.inspect("crlDistributionPoints")?.strict
    return when(read?.ok === false && read.problem.message.includes("without name and issuer"))
  },
})
