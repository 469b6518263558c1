import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const servedTlsOld = chainRule({
  ...faults.tlsOld,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "A server speaks TLS 1.2 or later.",
    why: "Browsers and mail programs of today refuse older versions.",
    bad: "TLS 1.0",
    good: "TLS 1.3",
  },
  check: judged(faults.tlsOld),
})
