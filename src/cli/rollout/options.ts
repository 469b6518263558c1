import { ToolError } from "../../errors.js"
import type { RolloutChoices } from "../../rollout/planning.js"
import type { PassphraseOptions } from "../options/passphrase.js"
import type { RunOptions } from "./execute.js"

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
  readonly outsideWindow?: boolean
  /** Into what, instead of running; only `ansible` is known. */
  readonly export?: string
  readonly out?: string
  readonly vaultPasswordFile?: string
  readonly vaultId?: string
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
  return percent === undefined
    ? wholeNumber("--max-failures", text, 0)
    : { share: Math.min(Number(percent), 100) / 100 }
}

function canaryChoice(words: readonly string[]): number | readonly string[] {
  const [first = ""] = words
  return words.length === 1 && /^\d+$/.test(first) ? Number(first) : words
}

function restartMode(text: string): "services" | "full" | "none" {
  if (text === "services" || text === "full" || text === "none") return text
  throw new ToolError("usage", `--restart ${text} is not known`, { hint: "write services, full or none" })
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new ToolError("usage", `${option} ${text} is not a whole number from ${least} up`)
}
