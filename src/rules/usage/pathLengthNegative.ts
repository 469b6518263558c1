import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const pathLengthNegative = certificateRule({
  code: "path-length-negative",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.9",
  inForce: { from: "1999-01-01" },
  message: "pathLenConstraint is negative",
  at: "extensions.basicConstraints",
  documentation: {
    what: "pathLenConstraint is zero or more.",
    why: "Strict readers refuse the certificate; others read a huge number.",
    bad: "pathlen:-1",
    good: "pathlen:0",
  },
  check: (view) => {
    const read = view.extensions.inspect("basicConstraints")?.strict
    return when(read?.ok === false && read.problem.message.endsWith("is negative"))
  },
})
