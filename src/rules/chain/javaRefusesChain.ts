import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const javaRefusesChain = chainRule({
  ...faults.javaRefuses,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "Where OpenSSL's judgement decides (profile private), Java's is the same.",
    why: "Mail clients, monitoring and Zimbra's own tools are partly Java, and refuse what the servers take.",
    bad: "a key usage of keyEncipherment alone",
    good: "digitalSignature and keyEncipherment",
  },
  check: judged(faults.javaRefuses),
})
