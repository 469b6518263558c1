import { chainRule } from "../rule.js"

export const chainRootRetired = chainRule({
  code: "chain-root-retired",
  severity: "error",
  scopes: ["chain"],
  source: "certfleet",
  audience: "public",
  citation: "Chrome Root Program Policy, Mozilla Root Store Policy section 7.4",
  message: "the only root it leads to, {root}, was removed by {by} on {since}",
  hint: "ask the CA for a certificate under its current root",
  documentation: {
    what: "The chain leads to a root that browsers have not dropped.",
    why: "Operating systems and Node still carry first-generation roots that browsers no longer trust: it works here and fails there.",
    bad: "a chain that ends in DigiCert Global Root CA after 2026-04-15",
    good: "a chain that ends in DigiCert Global Root G2",
  },
  check: ({ way: { standing, retired } }) =>
    standing === "retired" && retired !== undefined
      ? { root: retired.name, by: retired.by, since: retired.since, instead: retired.instead }
      : undefined,
})
