import { validityLongerThan } from "../support/factories.js"

export const validityOver397Days = validityLongerThan({
  code: "validity-over-397-days",
  severity: "warning",
  days: 397,
  source: "apple",
  citation: "BR 6.3.2, Apple HT211025",
  inForce: { from: "2020-09-01", until: "2026-03-15" },
  why: "One day of reserve keeps a difference in counting from making the certificate useless.",
})
