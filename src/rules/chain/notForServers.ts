import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const notForServers = chainRule({
  ...faults.notForServers,
  scopes: ["chain"],
  source: "rfc",
  documentation: {
    what: "A server certificate whose extended key usage is limited may be used by servers.",
    why: "Clients refuse it whatever else is right.",
    bad: "clientAuth alone",
    good: "serverAuth",
  },
  check: judged(faults.notForServers),
})
