import { ToolError } from "../../errors.js"
import type { LintChoices } from "../../lint/choices.js"
import type { LintConfig } from "../../lint/config.js"
import { type LintSettings, parseExpiryLimit } from "../../lint/settings.js"
import { findUpwards } from "../../local/upwards.js"
import { readText } from "../../ports.js"
import { leadsNowhere } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { connectAddress } from "../options/connect.js"
import { profileNamed } from "../options/profile.js"
import { severityNamed } from "../options/severity.js"
import { passphraseFrom } from "../terminal/passphrase.js"
import { detail, sayFindings } from "../terminal/voice.js"
import type { LintOptions } from "./options.js"

const configFile = "certfleet-lint.yaml"

/**
 * The configuration of --config, or the nearest of the default name, here or in a folder above.
 *
 * @throws ToolError `config` when anything is wrong with it: what, line by line, is on stderr then
 */
export async function findConfig(io: Io, option: LintOptions["config"]): Promise<LintConfig | undefined> {
  if (option === false) return undefined
  const file = option ?? findUpwards(configFile, io.cwd, io.env)
  if (file === undefined) return undefined
  const { loadLintConfig } = await import("../../lint/config.js")
  const { config, findings } = loadLintConfig(
    await readText(io.files, file, option === undefined ? leadsNowhere("--config FILE") : undefined),
    file,
    io.cwd,
  )
  if (config !== undefined) {
    detail(io, `settings: ${io.path(file)}`)
    return config
  }
  await sayFindings(io, findings)
  const count = findings.length === 1 ? "1 problem" : `${findings.length} problems`
  throw new ToolError("config", `${file} has ${count}`, { hint: "correct the lines above, then run again" })
}

/**
 * What the command line says, without --baseline.
 *
 * @throws ToolError `usage` for a word that means nothing, `passphrase`
 */
export async function choicesOf(io: Io, options: LintOptions): Promise<LintChoices> {
  const { profile, expiresIn, asOf, select, ignore, exclude, failOn, fleet, trust, blocklist, connect } =
    options
  const judgedBy = profileNamed(profile)
  const passphrase = await passphraseFrom(io, options, { twice: false })
  return {
    ...{ select, ignore, exclude, blocklist, timeoutMs: timeoutOf(options.timeout) },
    ...(judgedBy === undefined ? {} : { profile: judgedBy }),
    ...(expiresIn === undefined ? {} : { expiresIn: limitOf(expiresIn) }),
    ...(asOf === undefined ? {} : { asOf: asOfDay(asOf) }),
    ...(failOn === undefined ? {} : { failOn: severityNamed(failOn) }),
    ...(fleet === undefined ? {} : { fleet }),
    ...(trust === undefined ? {} : { trust }),
    ...(connect === undefined ? {} : { connect: connectAddress(connect) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  }
}

/** The first moment of the day of --as-of, UTC. */
function asOfDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`)
  // JavaScript takes 30 February for 2 March.
  if (!Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text) return day
  throw new ToolError("usage", `--as-of ${text} is no day`, { hint: "write it as 2027-03-15" })
}

function limitOf(text: string): LintSettings["expiresIn"] {
  const limit = parseExpiryLimit(text)
  if (limit !== undefined) return limit
  throw new ToolError("usage", `--expires-in ${text} is no limit`, {
    hint: "write days or a share of the lifetime: 30d or 25%",
  })
}

function timeoutOf(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && seconds <= 3600) return seconds * 1000
  throw new ToolError("usage", `--timeout ${text} is not a number of seconds`, { hint: "write 1 to 3600" })
}
