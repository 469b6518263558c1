import { validityLongerThan } from "../support/factories.js"

export const validityOver398Days = validityLongerThan({
  code: "validity-over-398-days",
  days: 398,
  source: "apple",
  citation: "BR 6.3.2, Apple HT211025",
  inForce: { from: "2020-09-01" },
  why: "Browsers refuse it.",
})
