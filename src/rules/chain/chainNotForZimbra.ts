import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainNotForZimbra = chainRule({
  ...faults.notForZimbra,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "zmcertmgr verifies the certificate against the chain file alone, which must end in the root.",
    why: "A chain without its root is right for every web server and refused by Zimbra.",
    bad: "leaf and intermediate, no root",
    good: "leaf, intermediate, root",
  },
  check: judged(faults.notForZimbra),
})
