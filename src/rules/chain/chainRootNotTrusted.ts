import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainRootNotTrusted = chainRule({
  ...faults.rootNotTrusted,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "The root at the end of the chain is one that browsers trust, or one that --trust names.",
    why: "Browsers warn every user.",
    bad: "a chain to the CA of a test laboratory",
    good: "a chain to a root of the trust store",
  },
  check: judged(faults.rootNotTrusted),
})
