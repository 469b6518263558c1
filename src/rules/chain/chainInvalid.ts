import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainInvalid = chainRule({
  ...faults.chainInvalid,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "A path from the leaf to a root passes path validation at a moment when the leaf is valid.",
    why: "Clients refuse the connection.",
    bad: "an intermediate whose path length forbids the one below it, or that expired before the leaf",
    good: "a path in which every certificate may issue the next",
  },
  check: judged(faults.chainInvalid),
})
