import { validityLongerThan } from "../support/factories.js"

export const validityOver99Days = validityLongerThan({
  code: "validity-over-99-days",
  severity: "warning",
  days: 99,
  citation: "BR 6.3.2",
  inForce: { from: "2027-03-15", until: "2029-03-15" },
  why: "One day of reserve keeps a difference in counting from making the certificate useless.",
})
