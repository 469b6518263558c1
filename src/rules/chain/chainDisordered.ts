import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainDisordered = chainRule({
  ...faults.chainDisordered,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "Each certificate of a file or handshake is issued by the one after it.",
    why: "TLS before 1.3 demands the order, and older clients still do; Zimbra serves the file as it is.",
    bad: "root, intermediate, leaf",
    good: "leaf, intermediate, root",
  },
  check: judged(faults.chainDisordered),
})
