import { type ExitCode, exitCodes } from "../../errors.js"
import { fleetCommand, type Whose } from "../../fleet/command.js"
import type { RolloutResult } from "../../rollout/engine.js"

/** What was run, as far as the next command has to repeat it. */
export interface Ran {
  /** The folder of the certificate. */
  readonly folder: string
  readonly fleet: Whose
  readonly rollout: string
  readonly rollback: boolean
  readonly limit: readonly string[]
  /** A file with the root of one's own CA, where nothing else tells `probe` of it. */
  readonly trust?: string | undefined
}

export interface NextStep {
  /** What is to be put right before; undefined where nothing is. */
  readonly first?: string
  /** One command line. */
  readonly command: string
  /** What it does. */
  readonly purpose: string
}

/** The one next command that is right for how a run ended. */
export function nextStep(result: RolloutResult, ran: Ran): NextStep {
  const { hosts, exitCode } = result
  // Whoever is stuck without commands has nothing better to go back to.
  const byHand = hosts.flatMap(({ host, outcome, commands }) =>
    outcome === "stuck" && commands !== undefined ? [host] : [],
  )
  const rollout = (...more: string[]): string => fleetCommand(["rollout", ran.folder, ...more], ran.fleet)
  const rollback = (limit: readonly string[]): string =>
    fleetCommand(["rollback", ran.folder, "--rollout", ran.rollout, ...limitWords(limit)], ran.fleet)
  if (hosts.some(({ outcome }) => outcome === undefined))
    return ran.rollback
      ? { command: rollback(ran.limit), purpose: "goes on: some servers may be half-way" }
      : { command: rollout("--resume"), purpose: "finishes servers that are half-way, or puts them back" }
  if (byHand.length > 0)
    return {
      first: `put right what keeps ${byHand.join(", ")} from being put back`,
      // Of a domain's certificate all proxies go back, or none.
      command: rollback(
        ran.fleet.domain === undefined && hosts.some(({ outcome }) => outcome === "done")
          ? byHand
          : ran.limit,
      ),
      purpose: "does what the commands above do by hand",
    }
  if (ran.rollback && exitCode !== exitCodes.ok)
    return {
      ...afterCure(exitCode),
      command: rollback(ran.limit),
      purpose: "looks at all servers again, then puts them back",
    }
  if (exitCode === exitCodes.ok) {
    const trust = ran.trust === undefined ? [] : ["--trust", ran.trust]
    return {
      command: fleetCommand(["probe", ...trust], { file: ran.fleet.file }),
      purpose: "shows what is served",
    }
  }
  return {
    ...afterCure(exitCode),
    command: rollout(),
    purpose: "begins anew; servers that have the certificate are left alone",
  }
}

/** What a human reads; one line. */
export function nextStepText({ first, command, purpose }: NextStep): string {
  return `certfleet: next: ${first === undefined ? "" : `${first}; then `}${command} (${purpose})`
}

/** An interruption has no cause to be cured. */
function afterCure(exitCode: ExitCode): Pick<NextStep, "first"> {
  return exitCode === exitCodes.interrupted ? {} : { first: "put right what is named above" }
}

function limitWords(limit: readonly string[]): readonly string[] {
  return limit.length === 0 ? [] : ["--limit", limit.join(",")]
}
