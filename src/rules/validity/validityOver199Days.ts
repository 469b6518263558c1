import { validityLongerThan } from "../support/factories.js"

export const validityOver199Days = validityLongerThan({
  code: "validity-over-199-days",
  severity: "warning",
  days: 199,
  citation: "BR 6.3.2",
  inForce: { from: "2026-03-15", until: "2027-03-15" },
  why: "One day of reserve keeps a difference in counting from making the certificate useless.",
})
