import { faults } from "../../assess/faults.js"
import { chainRule } from "../rule.js"
import { judged } from "../view/chainView.js"

export const chainRootRetired = chainRule({
  ...faults.rootRetired,
  scopes: ["chain"],
  source: "certfleet",
  documentation: {
    what: "The chain leads to a root that browsers have not dropped.",
    why: "Operating systems and Node still carry first-generation roots that browsers no longer trust: it works here and fails there.",
    bad: "a chain that ends in DigiCert Global Root CA after 2026-04-15",
    good: "a chain that ends in DigiCert Global Root G2",
  },
  check: judged(faults.rootRetired),
})
