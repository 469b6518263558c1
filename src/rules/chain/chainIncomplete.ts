import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainIncomplete = chainRule({
  ...faults.chainIncomplete,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "From the leaf, each issuer's certificate is among the inputs or the trusted roots, up to a root.",
    why: "Desktop browsers fetch or remember missing intermediates; mail programs, phones and servers fail.",
    bad: "leaf alone, its intermediate nowhere",
    good: "leaf, intermediate, root",
  },
  check: judged(faults.chainIncomplete),
})
