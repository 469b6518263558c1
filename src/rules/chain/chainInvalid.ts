import { rejectionText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"

export const chainInvalid = chainRule({
  code: "chain-invalid",
  severity: "error",
  scopes: ["chain"],
  source: "rfc",
  citation: "RFC 5280 section 6.1",
  message: "no valid path leads to a root: {problem}",
  hint: "certfleet check shows every path that was tried",
  documentation: {
    what: "A path from the leaf to a root passes path validation at a moment when the leaf is valid.",
    why: "Clients refuse the connection.",
    bad: "an intermediate whose path length forbids the one below it, or that expired before the leaf",
    good: "a path in which every certificate may issue the next",
  },
  check: ({ way: { top } }) =>
    top === undefined || top.kind === "issuer-not-found"
      ? undefined
      : { problem: rejectionText(top), kind: top.kind, clause: top.citation ?? "" },
})
