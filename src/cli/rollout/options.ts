import { ToolError } from "../../errors.js"
import type { SshOptions } from "../../local/sshSettings.js"
import type { RolloutChoices } from "../../rollout/planning.js"
import type { PassphraseOptions } from "../options/passphrase.js"

export interface RunOptions extends SshOptions {
  readonly json?: boolean
  /** File for a page about this rollout. */
  readonly html?: string
  readonly breakLock?: boolean
  readonly ignoreTlsa?: boolean
  /** File for the events as JSON lines, or `-` for stdout. */
  readonly events?: string
  readonly fleet?: string
  readonly limit?: readonly string[]
  /** Seconds for the whole rollout. */
  readonly deadline?: string
}

export interface RolloutOptions extends PassphraseOptions, RunOptions {
  readonly fleet?: string
  readonly domain?: string
  /** Every domain of fleet.yaml. */
  readonly domains?: boolean
  readonly dryRun?: boolean
  readonly limit?: readonly string[]
  readonly restart?: string
  readonly rolling?: boolean
  readonly canary?: readonly string[]
  readonly parallel?: string
  readonly maxFailures?: string
  readonly resume?: boolean
  /** Past a rollout that was cut off. */
  readonly anew?: boolean
  readonly allowDown?: boolean
  readonly allowHalfDone?: boolean
  /** Names that fleet.yaml asks for and the certificate lacks do not count. */
  readonly allowMissingNames?: boolean
  readonly outsideWindow?: boolean
  /** Into what, instead of running; only `ansible` is known. */
  readonly export?: string
  readonly out?: string
  readonly vaultPasswordFile?: string
  readonly vaultId?: string
}

/**
 * Looks at the options of a run before anything begins; a dry run takes what the run would take.
 *
 * @throws ToolError `usage` for a word that means nothing, and for a file that a dry run does not write
 */
export function requireRun(options: RunOptions & Pick<RolloutOptions, "dryRun">): void {
  deadlineOf(options.deadline)
  const stray = (["events", "html"] as const).find((name) => options[name] !== undefined)
  if (options.dryRun !== true || stray === undefined) return
  throw new ToolError("usage", `--${stray} does not go with --dry-run`, {
    hint: `a dry run has no events: leave --${stray} out; --json prints the commands`,
  })
}

/** Milliseconds; more than a timer can hold is no limit. */
export function deadlineOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (!(seconds > 0))
    throw new ToolError("usage", `--deadline ${text} is not a number of seconds`, {
      hint: "write a number above 0, as in --deadline 900",
    })
  return seconds * 1000 < 2 ** 31 ? seconds * 1000 : undefined
}

/** @throws ToolError `usage` for a word that means nothing */
export function choicesOf(options: Partial<RolloutOptions> & Pick<RolloutChoices, "force">): RolloutChoices {
  const { limit, restart, rolling, canary, parallel, maxFailures } = options
  const { breakLock, allowDown, allowHalfDone, force } = options
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(restart === undefined ? {} : { restart: restartMode(restart) }),
    ...(rolling === undefined ? {} : { rolling }),
    ...(canary === undefined ? {} : { canary: canaryChoice(canary) }),
    ...(parallel === undefined ? {} : { parallel: wholeNumber("--parallel", parallel, 1) }),
    ...(maxFailures === undefined ? {} : { maxFailures: failureBudget(maxFailures) }),
    ...(breakLock === undefined ? {} : { breakLock }),
    ...(allowDown === undefined ? {} : { allowDown }),
    ...(allowHalfDone === undefined ? {} : { allowHalfDone }),
    ...(force === undefined ? {} : { force }),
  }
}

/** A number of servers, or a share of them. */
function failureBudget(text: string): number | { readonly share: number } {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1]
  if (percent === undefined) return wholeNumber("--max-failures", text, 0)
  if (Number(percent) <= 100) return { share: Number(percent) / 100 }
  throw new ToolError("usage", `--max-failures ${text} is more than all servers`, {
    hint: "write a number of servers, or a share up to 100%",
  })
}

function canaryChoice(words: readonly string[]): number | readonly string[] {
  const [first = ""] = words
  return words.length === 1 && /^\d+$/.test(first) ? wholeNumber("--canary", first, 1) : words
}

function restartMode(text: string): "services" | "full" | "none" {
  if (text === "services" || text === "full" || text === "none") return text
  throw new ToolError("usage", `--restart ${text} is not known`, { hint: "write services, full or none" })
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new ToolError("usage", `${option} ${text} is not a whole number from ${least} up`, {
    hint: `write one, as in ${option} 2`,
  })
}
