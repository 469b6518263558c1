import { validityLongerThan } from "../support/factories.js"

export const validityOver825Days = validityLongerThan({
  code: "validity-over-825-days",
  days: 825,
  citation: "BR 6.3.2",
  inForce: { from: "2018-03-01" },
  why: "Long lives keep old keys and old names in use; clients refuse the certificate.",
})
