import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainDuplicate = chainRule({
  ...faults.chainDuplicate,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "No certificate of a file or handshake is there twice.",
    why: "It is sent twice at every handshake, and some clients stop at the repetition.",
    bad: "leaf, intermediate, intermediate, root",
    good: "leaf, intermediate, root",
  },
  check: judged(faults.chainDuplicate),
})
