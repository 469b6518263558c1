import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const namesUnreadable = chainRule({
  ...faults.namesUnreadable,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "The subjectAltName of a leaf can be read.",
    why: "Clients that cannot read the names match none of them.",
    bad: "a subjectAltName cut short",
    good: "dNSName and iPAddress entries in DER",
  },
  check: judged(faults.namesUnreadable),
})
