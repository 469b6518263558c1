import { resolve } from "node:path"
import { ToolError } from "../../errors.js"
import { type Severity, severities } from "../../finding.js"
import { nearest } from "../../fleet/nearest.js"
import { lintCodes } from "../../lint/codes.js"
import type { LintConfig } from "../../lint/config.js"
import { type LintSettings, parseExpiryLimit } from "../../lint/settings.js"
import { readText } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import type { LintOptions } from "./options.js"

const configFile = "certfleet-lint.yaml"
/** As many days as `certfleet probe` warns at. */
const defaultExpiresIn = "14d"

/**
 * The configuration of --config, or of the default name where there is one.
 *
 * @throws ToolError `config` when anything is wrong with it: what, line by line, is on stderr then
 */
export async function findConfig(io: Io, option: LintOptions["config"]): Promise<LintConfig | undefined> {
  if (option === false) return undefined
  if (option === undefined && !(await io.files.exists(resolve(io.cwd, configFile)))) return undefined
  const file = option ?? configFile
  const [{ loadLintConfig }, { findingsText }, { wantsColour }] = await Promise.all([
    import("../../lint/config.js"),
    import("../../report/findingsText.js"),
    import("../terminal/colour.js"),
  ])
  const { config, findings } = loadLintConfig(await readText(io, file), file)
  if (config !== undefined) {
    for (const code of codesIn(config)) requireCode(code, file)
    return config
  }
  io.stderr.write(findingsText(findings, { colour: wantsColour(io, io.stderr) }))
  const count = findings.length === 1 ? "1 problem" : `${findings.length} problems`
  throw new ToolError("config", `${file} has ${count}`, { hint: "correct the lines above, then run again" })
}

function codesIn({ select, ignore, paths, waivers }: LintConfig): readonly string[] {
  return [
    ...select,
    ...ignore,
    ...paths.flatMap((entry) => [...(entry.select ?? []), ...(entry.ignore ?? [])]),
    ...waivers.map(({ code }) => code),
  ]
}

/** What the command line says goes before the configuration, and that before the defaults. */
export function settingsOf(
  options: LintOptions,
  config: LintConfig | undefined,
  fallback: "public" | "private",
): LintSettings {
  const select = options.select.length > 0 ? options.select : (config?.select ?? [])
  const ignore = [...(config?.ignore ?? []), ...options.ignore]
  for (const code of [...options.select, ...options.ignore]) requireCode(code, "--select or --ignore")
  const paths = config?.paths ?? []
  const expiresIn = limitOf(options.expiresIn ?? config?.expiresIn ?? defaultExpiresIn)
  return {
    profile: profileOf(options.profile) ?? config?.profile ?? fallback,
    expiresIn,
    select,
    ignore,
    // A flag is meant for everything that this run looks at.
    paths: paths.map(({ profile, expiresIn: limit, ...entry }) => ({
      ...entry,
      ...(profile === undefined || options.profile !== undefined ? {} : { profile }),
      ...(limit === undefined || options.expiresIn !== undefined ? {} : { expiresIn: limit }),
    })),
  }
}

export function failOnOf(options: LintOptions, config: LintConfig | undefined): Severity {
  const text = options.failOn ?? config?.failOn ?? "error"
  const severity = severities.find((name) => name === text)
  if (severity !== undefined) return severity
  throw new ToolError("usage", `--fail-on ${text} is unknown`, { hint: `one of ${severities.join(", ")}` })
}

/** The first moment of the day of --as-of, UTC. */
export function dayOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const day = new Date(`${text}T00:00:00Z`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime())) return day
  throw new ToolError("usage", `--as-of ${text} is no day`, { hint: "write it as 2027-03-15" })
}

/** SHA-256 of public keys (subjectPublicKeyInfo), one a line; what follows on a line is a remark. */
export async function readBlocklists(io: Io, files: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  for (const file of files) {
    const lines = (await readText(io, file)).split(/\r?\n/)
    for (const [index, line] of lines.entries()) {
      const [word = ""] = line.replace(/#.*/, "").trim().split(/\s+/)
      if (word === "") continue
      const digits = word.replaceAll(":", "").toLowerCase()
      if (!/^[0-9a-f]{64}$/.test(digits))
        throw new ToolError("config", `${file}:${index + 1}: not a SHA-256 of 64 hexadecimal digits`, {
          hint: "openssl pkey -pubin -outform DER | sha256sum prints one",
        })
      keys.add(digits)
    }
  }
  return keys
}

function profileOf(text: string | undefined): "public" | "private" | undefined {
  if (text === undefined || text === "public" || text === "private") return text
  throw new ToolError("usage", `--profile ${text} is unknown`, { hint: "public or private" })
}

function limitOf(text: string): LintSettings["expiresIn"] {
  const limit = parseExpiryLimit(text)
  if (limit !== undefined) return limit
  throw new ToolError("usage", `--expires-in ${text} is no limit`, {
    hint: "write days or a share of the lifetime: 30d or 25%",
  })
}

/** A code that does not exist would switch off nothing, and nobody would notice. */
function requireCode(code: string, where: string): void {
  if (lintCodes.has(code)) return
  const near = nearest(code, [...lintCodes])
  throw new ToolError("usage", `${where}: there is no finding with the code ${code}`, {
    hint: near === undefined ? "certfleet rules lists them" : `did you mean ${near}?`,
  })
}
