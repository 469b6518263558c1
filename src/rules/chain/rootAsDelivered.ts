import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const rootAsDelivered = chainRule({
  ...faults.rootAsDelivered,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "The root of one's own CA is named with --trust, rather than taken as it came along.",
    why: "Nobody else vouches for it: whoever can put another root beside the certificate is believed.",
    bad: "profile private, and a chain to a root that lies beside it",
    good: "the same with --trust root.pem",
  },
  check: judged(faults.rootAsDelivered),
})
