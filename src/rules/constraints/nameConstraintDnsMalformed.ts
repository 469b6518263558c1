import { certificateRule } from "../rule.js"
import { found } from "../support/facts.js"

/** A name of a host or domain in one or more labels; the dot in front is a finding of its own, and empty means all names. */
const domain = /^(\.?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*)?$/i

export const nameConstraintDnsMalformed = certificateRule({
  code: "name-constraint-dns-malformed",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.10",
  inForce: { from: "2008-05-01" },
  message: "a constraint on DNS names is no domain, or has a wildcard: {values}",
  hint: "name the domain itself, example.edu: its subdomains are meant anyway",
  at: "extensions.nameConstraints",
  documentation: {
    what: "A constraint on DNS names is a domain, without a wildcard.",
    why: "The asterisk is compared as a letter, so that no name lies within the constraint; some verifiers refuse the path.",
    bad: "permitted;DNS:*.example.edu",
    good: "permitted;DNS:example.edu",
  },
  check: (view) =>
    found(
      view.subtrees.flatMap(({ base }) =>
        base.kind === "dns" && !domain.test(base.value) ? [base.value] : [],
      ),
    ),
})
