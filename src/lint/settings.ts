import type { ExpiryLimit } from "../rules/context.js"
import type { RuleSelection } from "../rules/engine.js"

/** Whether a file's path, relative and with forward slashes, is meant. */
export type PathMatcher = (path: string) => boolean

/** What the configuration says for some files. */
export interface PathSettings {
  readonly matches: PathMatcher
  readonly profile?: RuleSelection["profile"]
  readonly expiresIn?: ExpiryLimit
  readonly select?: readonly string[]
  readonly ignore?: readonly string[]
}

/** Which rules run, and how. */
export interface LintSettings {
  readonly profile: RuleSelection["profile"]
  readonly expiresIn: ExpiryLimit
  /** Codes to run alone; empty: all. */
  readonly select: readonly string[]
  readonly ignore: readonly string[]
  readonly paths: readonly PathSettings[]
}

export interface Effective extends RuleSelection {
  readonly expiresIn: ExpiryLimit
}

/** The settings for one input: each entry that matches its path overrides those before it; codes to ignore add up. */
export function settingsFor({ paths, ...general }: LintSettings, path: string): Effective {
  const entries = paths.filter(({ matches }) => matches(path))
  const last = <K extends keyof PathSettings>(key: K): PathSettings[K] | undefined =>
    entries.findLast((entry) => entry[key] !== undefined)?.[key]
  const select = last("select") ?? general.select
  const ignore = [...general.ignore, ...entries.flatMap((entry) => entry.ignore ?? [])]
  return {
    profile: last("profile") ?? general.profile,
    expiresIn: last("expiresIn") ?? general.expiresIn,
    ...(select.length === 0 ? {} : { select: new Set(select) }),
    ignore: new Set(ignore),
  }
}

/** `30d` or `25%`; undefined for anything else. */
export function parseExpiryLimit(text: string): ExpiryLimit | undefined {
  const [, number = "", unit] = /^(\d+(?:\.\d+)?)(d|%)$/.exec(text.trim()) ?? []
  if (unit === "d") return { days: Number(number) }
  return unit === "%" && Number(number) <= 100 ? { share: Number(number) / 100 } : undefined
}
