import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const servedWithoutChain = chainRule({
  ...faults.chainNotSent,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "A server sends every intermediate between its certificate and the root.",
    why: "Desktop browsers fetch or remember missing intermediates; mail programs, phones and other servers fail.",
    bad: "a handshake with the leaf alone",
    good: "a handshake with leaf and intermediate",
  },
  check: judged(faults.chainNotSent),
})
