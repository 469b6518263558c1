import { validityLongerThan } from "../support/factories.js"

export const validityOver46Days = validityLongerThan({
  code: "validity-over-46-days",
  severity: "warning",
  days: 46,
  citation: "BR 6.3.2",
  inForce: { from: "2029-03-15" },
  why: "One day of reserve keeps a difference in counting from making the certificate useless.",
})
