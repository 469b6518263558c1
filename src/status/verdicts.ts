import type { Severity } from "../finding.js"

/** What can be said of a server, the heaviest first: a server has the first that holds. */
export const serverVerdicts = [
  "unreachable",
  "expired",
  "name-mismatch",
  "chain-broken",
  "half-deployed",
  "not-restarted",
  "ldap-stale",
  "other-certificate",
  "expiring",
  "current",
] as const
export type ServerVerdict = (typeof serverVerdicts)[number]

/** How bad a verdict is; undefined for what was not seen and for what is as it should be. */
export function severityOf(verdict: ServerVerdict): Severity | undefined {
  if (verdict === "current" || verdict === "unreachable") return undefined
  return verdict === "expiring" || verdict === "ldap-stale" ? "warning" : "error"
}

/** The rank of a verdict: 0 is the heaviest. */
export function weight(verdict: ServerVerdict): number {
  return serverVerdicts.indexOf(verdict)
}
