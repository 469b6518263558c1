import { ToolError } from "../errors.js"
import type { FleetEndpoint } from "../fleet/endpoints.js"
import type { Clock } from "../ports.js"
import { type Reports, readReports } from "../remote/script.js"
import type { ExecResult, RemoteCommand } from "../remote/session.js"
import type { ZimbraCommands } from "../zimbra/commands.js"
import type { DetachedCommand } from "../zimbra/detached.js"
import type { CertmgrUser } from "../zimbra/version.js"
import type { DomainSide } from "./domain/side.js"
import type { Hooks } from "./hooks/hooks.js"
import type { HostLink } from "./link.js"
import type { FileState, PairHashes, Wanted } from "./phases/fileState.js"
import type { Prover } from "./phases/prover.js"
import type { HostPlan, Payload, RolloutSettings } from "./plan.js"
import type { EventSink, PortProof } from "./record/events.js"
import type { LeftFiles } from "./record/leftFiles.js"
import { causeOf } from "./telling.js"

/** What is known of a host from before the first change: what an undo must bring back. */
export interface Baseline {
  readonly files: FileState
  /** Leaf fingerprints as served; a port that did not answer is missing. */
  readonly served: ReadonlyMap<FleetEndpoint, string>
  /** The same by the further names that users reach the ports by; by the keys of `nameKey`. */
  readonly servedByName: ReadonlyMap<string, string>
  /** What `zmcontrol -v` said. */
  readonly version: string | undefined
  /** What LDAP held for this server; undefined where nobody asked, or it could not be told. */
  readonly ldap: PairHashes | undefined
  /** Files and services held different certificates: what was served then cannot be brought back. */
  readonly halfDone: boolean
}

/** Everything the phases of one host share. */
export interface HostContext {
  readonly plan: HostPlan
  readonly payload: Payload
  readonly wanted: Wanted
  readonly settings: RolloutSettings
  readonly holder: string
  readonly rollout: string
  /** True when backups are put back by hand. */
  readonly rollback: boolean
  /** Tells the attempts of one resumed rollout apart in the names of detached steps. */
  readonly attempt: number
  readonly link: HostLink
  /** For the Zimbra version at hand, once the preflight has seen it. */
  commands: ZimbraCommands
  /** Who zmcertmgr insists on, for that version. */
  certmgr: CertmgrUser
  readonly prover: Prover
  readonly clock: Clock
  readonly sink: EventSink
  /** Where a domain's own certificate is rolled out: what that needs. */
  readonly domain: DomainSide | undefined
  /** Programs of this machine that run around the phases. */
  readonly hooks: Hooks
  readonly hardStop: AbortSignal
  /** Asks for an end: nothing that changes nothing is begun any more. */
  readonly softStop: AbortSignal
  /** Ends what changes nothing, a moment after that. */
  readonly cutStop: AbortSignal
  /** Ends what the present phase waits for. */
  stop: AbortSignal
  /** Milliseconds for a command that only looks or moves small files, where less than a step's are left. */
  limitMs: number | undefined
  /** What services said at their last restarts that was not smooth. */
  restartNotes: readonly string[]
  /** How an earlier run left the files. */
  readonly left: LeftFiles
  /** The files as the last deploy of an earlier run left them, whatever came after it. */
  readonly deployed: FileState | undefined
  baseline: Baseline | undefined
  /** The files as this run first saw them, while another rollout might still have held the host; undefined when resumed. */
  firstLook: FileState | undefined
  staging: string | undefined
  portsProven: number
  /** Services were restarted on the way back: what they loaded before is gone. */
  reactivated: boolean
  /** The services of a host on its way back were seen to serve what they did before, whatever else is wrong. */
  servesAsBefore: boolean
  /** Files of other domains that came since, and stay where a domain's are put back. */
  staying: readonly string[]
  /** What a rollback brings back, with its dates. */
  returning: string | undefined
  /** What the last proof came to. */
  proofs: readonly PortProof[]
  /** What must be said of a host although it is well. */
  notes: readonly string[]
}

/** What a phase came to, with a few words for the display. Failures are thrown. */
export interface PhaseResult {
  readonly unchanged?: boolean
  readonly detail?: string
}

/** A phase that did not succeed: one line that says why. */
export class PhaseFailure extends Error {
  override readonly name = "PhaseFailure"
}

/** Another rollout is at work on the host: nothing of it was touched. */
export class HostHeld extends PhaseFailure {
  constructor(holder: string, rollout = "") {
    const [who, way] = rollout === "" ? [holder, ""] : [`${holder}, ${rollout}`, ` --rollout ${rollout}`]
    super(
      `another rollout holds this host (${who}): end it with certfleet rollout --resume or certfleet rollback${way} where it ran, ` +
        "or go past it with --break-lock if nothing of it is left to end",
    )
  }
}

/** What one wait for a detached step asks for at most, milliseconds. */
const waitMs = 20_000

/** How long a host that was asked for a step of its own may be silent beyond the wait, at most, milliseconds. */
const longestSilenceMs = 30_000

/** Runs a command that must end by itself and soon; its reports, whatever its status. */
export async function quick(
  context: HostContext,
  command: RemoteCommand,
): Promise<{ result: ExecResult; reports: Reports }> {
  const result = await context.link.exec(command, context.limitMs ?? context.settings.stepTimeoutMs)
  return { result, reports: readReports(result.stdout) }
}

export interface DetachedEnd {
  /** undefined: the run vanished without leaving a status, as after a reboot. */
  readonly status: number | undefined
  readonly log: string
}

/** Starts a detached step, or finds it running or ended, and waits. A step that hangs is ended, then reported. */
export async function runDetached(context: HostContext, command: DetachedCommand): Promise<DetachedEnd> {
  const { clock, settings, link } = context
  const deadline = clock.now() + settings.stepTimeoutMs
  const silenceMs = Math.min(settings.stepTimeoutMs, longestSilenceMs)
  for (;;) {
    const left = deadline - clock.now()
    const ms = Math.min(waitMs, Math.max(left, 100))
    const result = await link.exec(command.wait(ms), ms + silenceMs)
    const reports = readReports(result.stdout)
    if (!reports.has("running")) return endOf(command, result, reports)
    if (clock.now() >= deadline) break
  }
  const stopped = await link.exec(command.stop(), silenceMs)
  const ended = readReports(stopped.stdout).has("stopped")
  throw new PhaseFailure(
    `${command.step} did not end within ${settings.stepTimeoutMs / 1000} s (rollout.stepTimeout in fleet.yaml)${ended ? "" : " and cannot be stopped"}`,
  )
}

function endOf(command: DetachedCommand, result: ExecResult, reports: Reports): DetachedEnd {
  // A full disk takes the file of the status, and not the status: that is none.
  const status = reports.get("status")?.findLast((text) => /^\d+$/.test(text))
  if (status === undefined && !reports.has("gone"))
    throw new PhaseFailure(`${command.step} could not be started: ${causeOf(result)}`)
  const log = result.stdout
    .split(/\r?\n/)
    .filter((line) => line.startsWith("| "))
    .map((line) => line.slice(2))
    .join("\n")
  return { status: status === undefined ? undefined : Number(status), log }
}

/** What went wrong and, where it is known, what to do; without the host's name, which every reader has already. */
export function reasonOf(error: unknown, host: string): string {
  if (error instanceof ToolError) {
    const message = error.message.startsWith(`${host}: `)
      ? error.message.slice(host.length + 2)
      : error.message
    return error.hint === undefined ? message : `${message}; ${error.hint}`
  }
  return error instanceof Error ? error.message : String(error)
}
