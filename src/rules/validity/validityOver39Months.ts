import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"
import { lifetimeMonths } from "../support/values.js"

export const validityOver39Months = certificateRule({
  code: "validity-over-39-months",
  severity: "error",
  scopes: ["leaf", "self-signed"],
  source: "br",
  citation: "BR 6.3.2",
  inForce: { from: "2016-07-02", until: "2018-03-01" },
  message: "is valid for more than 39 months",
  at: "validity",
  documentation: {
    what: "From 2016-07-02 to 2018-03-01 a server certificate lived 39 months at most.",
    why: "Long lives keep old keys and old names in use.",
    bad: "four years",
    good: "three years",
  },
  check: (view) => when(lifetimeMonths(view) > 39),
})
