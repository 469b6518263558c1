import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const zimbraRefusesChain = chainRule({
  ...faults.zimbraRefuses,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "zmcertmgr accepts the certificate with the whole way to its root as chain file.",
    why: "deploycrt verifies with OpenSSL and stops before it changes anything.",
    bad: "an intermediate whose key spells its curve out",
    good: "a chain that openssl verify accepts",
  },
  check: judged(faults.zimbraRefuses),
})
