import { validityLongerThan } from "../support/factories.js"

export const validityOver200Days = validityLongerThan({
  code: "validity-over-200-days",
  days: 200,
  citation: "BR 6.3.2",
  inForce: { from: "2026-03-15", until: "2027-03-15" },
  why: "Browsers refuse it.",
})
