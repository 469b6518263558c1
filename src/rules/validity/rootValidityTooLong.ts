import { certificateRule } from "../rule.js"

const most = 9132

export const rootValidityTooLong = certificateRule({
  code: "root-validity-too-long",
  severity: "error",
  scopes: ["root"],
  source: "br",
  citation: "BR 7.1.2.1.1",
  inForce: { from: "2023-09-15" },
  message: "the root is valid for {days} days, more than 9132",
  at: "validity",
  documentation: {
    what: "A root is valid for 9,132 days (about 25 years) or fewer.",
    why: "Keys and algorithms that are good today would still be trusted when they no longer are.",
    bad: "a root for 30 years",
    good: "a root for 15 years",
  },
  check: (view) =>
    view.livesLongerThan(most) ? { days: Math.ceil(view.lifetimeSeconds / 86_400) } : undefined,
})
