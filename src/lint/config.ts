import picomatch from "picomatch"
import type { Finding, Severity } from "../finding.js"
import { readYaml } from "../fleet/readYaml.js"
import type { ProfileName } from "../path/profile.js"
import { type LintConfigFile, lintConfigJsonSchema, lintConfigSchema } from "./configSchema.js"
import { type PathMatcher, type PathSettings, parseExpiryLimit } from "./settings.js"
import type { Waiver } from "./waivers.js"

/** certfleet-lint.yaml, checked. */
export interface LintConfig {
  readonly profile?: ProfileName
  readonly failOn?: Severity
  /** As written: `30d` or `25%`. */
  readonly expiresIn?: string
  readonly select: readonly string[]
  readonly ignore: readonly string[]
  readonly excludes: PathMatcher
  readonly fleet?: string
  readonly trust?: string
  readonly baseline?: string
  readonly blocklist: readonly string[]
  readonly paths: readonly PathSettings[]
  readonly waivers: readonly Waiver[]
}

/** Reads the text of a certfleet-lint.yaml; only when nothing is wrong with it there is a config. */
export function loadLintConfig(
  text: string,
  file: string,
): { readonly config?: LintConfig; readonly findings: readonly Finding[] } {
  const read = readYaml(text, { file, schema: lintConfigSchema, jsonSchema: lintConfigJsonSchema })
  if (read.data === undefined) return { findings: read.findings.map(renamed) }
  const { paths, waivers, exclude, ...rest } = read.data
  const config: LintConfig = {
    ...withoutUndefined(rest),
    excludes: matcherOf(exclude),
    paths: paths.map(pathSettings),
    waivers: waivers.map(
      (entry, index): Waiver => ({
        ...entryOf(entry),
        file,
        at: read.positions.value(["waivers", index]),
      }),
    ),
  }
  return { config, findings: [] }
}

/** Matches paths with forward slashes; a pattern without a slash matches in every folder. */
export function matcherOf(globs: string | readonly string[]): PathMatcher {
  const matchers = [globs].flat().map((glob) => {
    const anywhere = !glob.includes("/")
    return picomatch(glob, { dot: true, ...(anywhere ? { basename: true } : {}) })
  })
  return (path) => matchers.some((matches) => matches(normal(path)))
}

function normal(path: string): string {
  return path.replaceAll("\\", "/").replace(/^\.\//, "")
}

function pathSettings({ match, expiresIn, ...rest }: LintConfigFile["paths"][number]): PathSettings {
  const limit = expiresIn === undefined ? undefined : parseExpiryLimit(expiresIn)
  return {
    ...withoutUndefined(rest),
    matches: matcherOf(match),
    ...(limit === undefined ? {} : { expiresIn: limit }),
  }
}

function entryOf({ match, fingerprint, ...rest }: LintConfigFile["waivers"][number]) {
  return {
    ...rest,
    ...(match === undefined ? {} : { matches: matcherOf(match) }),
    ...(fingerprint === undefined ? {} : { fingerprint: fingerprint.replaceAll(":", "").toLowerCase() }),
  }
}

/** The reader's findings are called after fleet.yaml. */
function renamed({ hint, ...finding }: Finding): Finding {
  const helpful = hint?.startsWith("did you mean") || hint?.startsWith("known here")
  return {
    ...finding,
    code: finding.code.replace(/^fleet-/, "config-"),
    ...(helpful && hint !== undefined ? { hint } : {}),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
