import { validityLongerThan } from "../support/factories.js"

export const validityOver47Days = validityLongerThan({
  code: "validity-over-47-days",
  days: 47,
  citation: "BR 6.3.2",
  inForce: { from: "2029-03-15" },
  why: "Browsers refuse it.",
})
