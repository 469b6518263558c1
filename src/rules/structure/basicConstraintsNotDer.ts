import { certificateRule } from "../rule.js"

export const basicConstraintsNotDer = certificateRule({
  code: "basic-constraints-not-der",
  severity: "error",
  scopes: ["leaf", "self-signed", "intermediate", "root"],
  source: "rfc",
  citation: "RFC 5280 section 4.2.1.9",
  inForce: { from: "1999-01-01" },
  message: "basicConstraints is not encoded as DER: {problem}",
  at: "extensions.basicConstraints",
  documentation: {
    what: "basicConstraints is DER: the default FALSE is left out, booleans are 00 or FF.",
    why: "Verifiers that read it leniently and strictly come to different results about who is a CA.",
    bad: "30 03 01 01 00",
    good: "30 00",
  },
  check: (view) => {
    const read = view.extensions.inspect("basicConstraints")?.strict
    return read?.ok === false && read.problem.kind === "encoding"
      ? { problem: read.problem.message }
      : undefined
  },
})
