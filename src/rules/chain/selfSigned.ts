import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const selfSigned = chainRule({
  ...faults.selfSigned,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "A certificate that signed itself is among the roots that clients know.",
    why: "Every client warns or refuses: nobody vouches for it.",
    bad: "a server certificate made with openssl req -x509",
    good: "a certificate from a CA",
  },
  check: judged(faults.selfSigned),
})
