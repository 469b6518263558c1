import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainUnrelated = chainRule({
  ...faults.chainUnrelated,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "A file or handshake with a leaf holds nothing but its chain; cross-signed certificates count as chain.",
    why: "They are sent at every handshake, and hide a missing intermediate from the eye.",
    bad: "leaf, intermediate, the intermediate of another CA",
    good: "leaf, intermediate, root",
  },
  check: judged(faults.chainUnrelated),
})
