import { validityLongerThan } from "../support/factories.js"

export const validityRefusedByApple = validityLongerThan({
  code: "validity-refused-by-apple",
  severity: "warning",
  days: 825,
  source: "apple",
  audience: "everyone",
  citation: "Apple HT210176",
  inForce: { from: "2019-07-01" },
  why: "Mail and Safari on Apple's systems refuse it, also where a private CA signed it that the user trusts.",
  hint: "have it signed again for 825 days or fewer",
})
