import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const pathLengthWithoutCa = certificateRule({
  code: "path-length-without-ca",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.9",
  inForce: { from: "2002-04-01" },
  message: "pathLenConstraint is there although the certificate may not sign certificates",
  at: "extensions.basicConstraints",
  documentation: {
    what: "pathLenConstraint goes with CA:TRUE and keyCertSign.",
    why: "It limits paths that must not exist.",
    bad: "basicConstraints = CA:FALSE, pathlen:0",
    good: "basicConstraints = CA:FALSE",
  },
  check: (view) => {
    const constraints = view.value("basicConstraints")
    if (constraints?.pathLength === undefined) return undefined
    return when(!constraints.ca || (view.has("keyUsage") && !view.hasKeyUsage("keyCertSign")))
  },
})
