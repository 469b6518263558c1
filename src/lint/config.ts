import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import picomatch from "picomatch"
import type { Finding, Severity } from "../finding.js"
import { fleetFindings } from "../fleet/findings.js"
import { readYaml } from "../fleet/readYaml.js"
import { pathText } from "../fleet/schemaProblems.js"
import type { ProfileName } from "../path/profile.js"
import { lintCodes, nearestCode } from "./codes.js"
import { asOfConfig } from "./configFindings.js"
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
  /** This and the other files as they are named from the working directory, not from the file's folder. */
  readonly fleet?: string
  readonly trust?: string
  readonly baseline?: string
  readonly blocklist: readonly string[]
  readonly paths: readonly PathSettings[]
  readonly waivers: readonly Waiver[]
}

/**
 * Reads the text of a certfleet-lint.yaml; only when nothing is wrong with it there is a config. Patterns and files in it go by
 * the folder of `file`.
 *
 * @param cwd where names of inputs, and `file`, go by; needed where `file` lies in a folder above
 */
export function loadLintConfig(
  text: string,
  file: string,
  cwd = "/",
): { readonly config?: LintConfig; readonly findings: readonly Finding[] } {
  const read = readYaml(text, { file, schema: lintConfigSchema, jsonSchema: lintConfigJsonSchema })
  if (read.data === undefined) return { findings: read.findings.map(asOfConfig) }
  const unknown = unknownCodes(read.data).map(({ code, path, place }) => {
    const facts = {
      path,
      problem: "expected a code that exists",
      found: code,
      nearest: nearestCode(code) ?? "",
    }
    return asOfConfig(fleetFindings.invalidValue({ kind: "file", file }, facts, read.positions.value(place)))
  })
  if (unknown.length > 0) return { findings: unknown }
  const { paths, waivers, exclude, ...rest } = read.data
  const folder = dirname(file)
  const matcher = (globs: string | readonly string[]): PathMatcher => {
    const matches = matcherOf(globs)
    if (folder === ".") return matches
    return (path) => matches(relative(resolve(cwd, folder), resolve(cwd, path)))
  }
  const config: LintConfig = {
    ...withoutUndefined({ ...rest, ...filesFrom(folder, rest) }),
    excludes: matcher(exclude),
    paths: paths.map((entry) => pathSettings(entry, matcher)),
    waivers: waivers.map(
      (entry, index): Waiver => ({
        ...entryOf(entry, matcher),
        file,
        at: read.positions.value(["waivers", index]),
      }),
    ),
  }
  return { config, findings: [] }
}

interface CodeInFile {
  readonly code: string
  /** As findings name it: `paths[0].ignore[1]`. */
  readonly path: string
  readonly place: readonly (string | number)[]
}

/** As `requireCodes`, of a file. */
function unknownCodes({ select, ignore, paths, waivers }: LintConfigFile): readonly CodeInFile[] {
  const listed = (codes: readonly string[], ...parents: readonly (string | number)[]) =>
    codes.map((code, index) => ({ code, place: [...parents, index] }))
  const all = [
    ...listed(select, "select"),
    ...listed(ignore, "ignore"),
    ...paths.flatMap((entry, index) => [
      ...listed(entry.select ?? [], "paths", index, "select"),
      ...listed(entry.ignore ?? [], "paths", index, "ignore"),
    ]),
    ...waivers.map(({ code }, index) => ({ code, place: ["waivers", index, "code"] })),
  ]
  return all
    .filter(({ code }) => !lintCodes.has(code))
    .map(({ code, place }) => ({ code, place, path: pathText(place) }))
}

/** Matches paths with forward slashes; a pattern without a slash matches in every folder. */
export function matcherOf(globs: string | readonly string[]): PathMatcher {
  const matchers = [globs].flat().map((glob) => {
    const anywhere = !glob.includes("/")
    return picomatch(glob, { dot: true, posix: true, ...(anywhere ? { basename: true } : {}) })
  })
  return (path) => matchers.some((matches) => matches(normal(path)))
}

/** A pattern as a user of this system types it; where paths have backslashes, a backslash is no escape. */
export function typedPattern(pattern: string, separator: string = sep): string {
  return separator === "\\" ? pattern.replaceAll("\\", "/") : pattern
}

function normal(path: string): string {
  return path.replaceAll("\\", "/").replace(/^\.\//, "")
}

type Named = Pick<LintConfigFile, "fleet" | "trust" | "baseline" | "blocklist">

function filesFrom(folder: string, { fleet, trust, baseline, blocklist }: Named): Named {
  const from = (name: string): string => (isAbsolute(name) ? name : join(folder, name))
  const one = (name: string | undefined): string | undefined => (name === undefined ? name : from(name))
  return { fleet: one(fleet), trust: one(trust), baseline: one(baseline), blocklist: blocklist.map(from) }
}

type Matcher = (globs: string | readonly string[]) => PathMatcher

function pathSettings(
  { match, expiresIn, ...rest }: LintConfigFile["paths"][number],
  matcher: Matcher,
): PathSettings {
  const limit = expiresIn === undefined ? undefined : parseExpiryLimit(expiresIn)
  return {
    ...withoutUndefined(rest),
    matches: matcher(match),
    ...(limit === undefined ? {} : { expiresIn: limit }),
  }
}

function entryOf({ match, fingerprint, ...rest }: LintConfigFile["waivers"][number], matcher: Matcher) {
  return {
    ...rest,
    ...(match === undefined ? {} : { matches: matcher(match) }),
    ...(fingerprint === undefined ? {} : { fingerprint: fingerprint.replaceAll(":", "").toLowerCase() }),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
