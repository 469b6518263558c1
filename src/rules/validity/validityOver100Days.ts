import { validityLongerThan } from "../support/factories.js"

export const validityOver100Days = validityLongerThan({
  code: "validity-over-100-days",
  days: 100,
  citation: "BR 6.3.2",
  inForce: { from: "2027-03-15", until: "2029-03-15" },
  why: "Browsers refuse it.",
})
