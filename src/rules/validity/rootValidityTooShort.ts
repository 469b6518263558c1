import { certificateRule } from "../rule.js"

const fewest = 2922

export const rootValidityTooShort = certificateRule({
  code: "root-validity-too-short",
  severity: "error",
  scopes: ["root"],
  source: "br",
  citation: "BR 7.1.2.1.1",
  inForce: { from: "2023-09-15" },
  message: "the root is valid for {days} days, fewer than 2922",
  at: "validity",
  documentation: {
    what: "A root is valid for 2,922 days (about 8 years) or more.",
    why: "It takes years until all clients know a root: it would end before it is of use.",
    bad: "a root for five years",
    good: "a root for 15 years",
  },
  check: (view) =>
    view.livesShorterThan(fewest) ? { days: Math.floor(view.lifetimeSeconds / 86_400) } : undefined,
})
