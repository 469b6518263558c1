import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainEndsFirst = chainRule({
  ...faults.endsBeforeLeaf,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "Every certificate of the chain is valid at least as long as the leaf.",
    why: "The certificate stops working on a day that nobody has in the calendar.",
    bad: "leaf until November, intermediate until August",
    good: "an intermediate that outlives the leaf",
  },
  check: judged(faults.endsBeforeLeaf),
})
