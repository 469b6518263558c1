import type { DaneVerdict } from "../dane/look.js"
import type { Severity } from "../finding.js"
import type { Outcome } from "../rollout/phases/table.js"
import type { ServerVerdict } from "../status/verdicts.js"
import type { Ink } from "./paint.js"

/** How something is, for colours; no place says it by colour alone. */
export type Mood = "good" | "warn" | "bad" | "plain"

export const moodInks = { good: "green", warn: "yellow", bad: "red" } as const satisfies Readonly<
  Record<Exclude<Mood, "plain">, Ink>
>

/** The heaviest first. */
export const verdictMoods = {
  unreachable: "bad",
  expired: "bad",
  "name-mismatch": "bad",
  "chain-broken": "bad",
  "half-deployed": "bad",
  "not-restarted": "bad",
  "ldap-stale": "warn",
  "other-certificate": "bad",
  expiring: "warn",
  current: "good",
} as const satisfies Record<ServerVerdict, Mood>

export const daneMoods = {
  matches: "good",
  "no-match": "bad",
  unusable: "warn",
  "no-dane": "plain",
  unverified: "warn",
  unchecked: "warn",
} as const satisfies Record<DaneVerdict, Mood>

export const outcomeMoods = {
  done: "good",
  unchanged: "good",
  aborted: "warn",
  "rolled-back": "warn",
  stuck: "bad",
} as const satisfies Record<Outcome, Mood>

export const severityMoods = {
  error: "bad",
  warning: "warn",
  notice: "plain",
} as const satisfies Record<Severity, Mood>
