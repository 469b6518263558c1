import { setMaxListeners } from "node:events"
import { type ExitCode, exitCodes, ToolError, worstExit } from "../errors.js"
import type { Clock, Processes } from "../ports.js"
import type { Connector } from "../remote/session.js"
import { zimbraCommands } from "../zimbra/commands.js"
import { domainCommands } from "../zimbra/domainCommands.js"
import { certmgrUser } from "../zimbra/version.js"
import { cutOff } from "./cutOff.js"
import { type DomainSide, oneAtATime } from "./domain/side.js"
import { type Circumstances, exitCodeOf } from "./exitCode.js"
import { Hooks } from "./hooks/hooks.js"
import { type HostContext, reasonOf } from "./hostContext.js"
import { HostRun, provenPorts } from "./hostRun.js"
import { HostLink } from "./link.js"
import type { HostState } from "./machine.js"
import { FleetRun } from "./order/fleetRun.js"
import { patient } from "./patience.js"
import { pairOf, type Wanted, wantedOf } from "./phases/fileState.js"
import type { Prover } from "./phases/prover.js"
import type { Outcome } from "./phases/table.js"
import type { HostPlan, RolloutPlan } from "./plan.js"
import type { EventSink, PortProof } from "./record/events.js"
import { untilFailure } from "./record/journal.js"
import { type Resumption, resumedHost } from "./record/resume.js"
import { startEvent } from "./record/startEvent.js"

export interface RolloutPorts {
  readonly connector: Connector
  readonly prover: Prover
  readonly clock: Clock
  /** For hooks; where there are any, they fail without it. */
  readonly processes?: Pick<Processes, "run">
  readonly sink: EventSink
  /** The first interruption: running steps end, then everything changed is put back. */
  readonly softStop: AbortSignal
  /** The second: stop at once and leave the journal to a later `--resume`. */
  readonly hardStop: AbortSignal
}

export interface HostResult {
  readonly host: string
  /** undefined only after a hard stop: to be resumed. */
  readonly outcome: Outcome | undefined
  readonly reason: string | undefined
  readonly ports: number
  readonly portsProven: number
  /** What the last proof came to, port by port, and from where. */
  readonly proofs?: readonly PortProof[]
  /** What must be said of it although it is well: ports that were not proven, names with a certificate of their own. */
  readonly notes?: readonly string[]
  /** How long its own phases took, milliseconds. */
  readonly ms: number
  /** Of a host that is stuck: what a human runs there. */
  readonly commands?: readonly string[]
  /** As whom. */
  readonly commandsAs?: string
}

export interface RolloutResult {
  readonly exitCode: ExitCode
  readonly hosts: readonly HostResult[]
}

/** What runs when somebody stops a rollout that has changed nothing has so long to end by itself, milliseconds. */
const graceMs = 1_000

/**
 * Takes all hosts through the parts, with a barrier between them, and calls all changed hosts back when
 * more of them fail than the budget allows. Every run, resumed or not, begins with a `start` event. Rejects when the sink
 * does not take an event, never for what a host does.
 */
export async function runRollout(
  plan: RolloutPlan,
  given: RolloutPorts,
  resumption?: Resumption,
): Promise<RolloutResult> {
  const ports = { ...given, sink: untilFailure(given.sink) }
  await ports.sink.emit(startEvent(plan, resumption))
  // Every host listens to the same signal; the warning about that is meant for leaks.
  setMaxListeners(0, ports.hardStop)
  const wanted = wantedOf(plan.payload)
  const cut = cutAfter(ports)
  const hooks = hooksFor(plan, ports, cut.signal, resumption)
  const alone = oneAtATime()
  const runs = plan.hosts.map((host) =>
    runFor(host, plan, wanted, { ...ports, hooks, alone, cutStop: cut.signal }, resumption),
  )
  const rollout = new FleetRun(plan, runs, { ...ports, hooks }, resumption?.undoing)
  const states = (): HostState[] => runs.map((run) => run.state)
  const circumstances = (): Circumstances => ({
    interrupted: isInterrupted(ports.softStop),
    calledBack: rollout.calledBack,
    rollback: resumption?.rollback === true,
    hookFailed: hooks.failed,
  })
  const orCutOff = (error: unknown): void => {
    if (!ports.hardStop.aborted) throw cutOff(error, states(), circumstances())
  }
  const unlisten = announceStop(ports)
  try {
    await rollout.run().catch(orCutOff)
  } finally {
    unlisten()
    cut.end()
    await Promise.all(runs.map((run) => run.context.link.close().catch(() => undefined)))
  }
  const exitCode = ports.hardStop.aborted
    ? worstExit([
        exitCodes.interrupted,
        ...runs.map(({ state }) => (state.outcome === "stuck" ? exitCodes.stuck : exitCodes.ok)),
      ])
    : exitCodeOf(states(), circumstances())
  await ports.sink.emit({ type: "end", exitCode }).catch(orCutOff)
  return { exitCode, hosts: runs.map(resultOf) }
}

/** What all hosts of a run share. */
interface RunShared {
  readonly cutStop: AbortSignal
  readonly hooks: Hooks
  readonly alone: DomainSide["alone"]
}

function hooksFor(
  plan: RolloutPlan,
  { processes, sink, clock, hardStop }: RolloutPorts,
  cutStop: AbortSignal,
  resumption: Resumption | undefined,
): Hooks {
  const ports = { processes, sink, clock, cutStop, hardStop }
  return new Hooks(plan, ports, resumption?.entries ?? [], resumption?.attempt ?? 1)
}

/** Aborts a moment after the soft stop, and with the hard one: what has changed nothing may be left where it stands. */
function cutAfter({ softStop, hardStop, clock }: RolloutPorts): {
  readonly signal: AbortSignal
  end(): void
} {
  const cut = new AbortController()
  const over = new AbortController()
  const begin = (): void => {
    clock.sleep(graceMs, over.signal).then(
      () => cut.abort(softStop.reason),
      () => undefined,
    )
  }
  if (softStop.aborted) begin()
  else softStop.addEventListener("abort", begin, { once: true, signal: over.signal })
  const signal = AbortSignal.any([cut.signal, hardStop])
  setMaxListeners(0, cut.signal, signal)
  return { signal, end: () => over.abort() }
}

/** Says at once that the rollout is being stopped: the steps that must end first may take minutes. */
function announceStop({ softStop, sink }: RolloutPorts): () => void {
  const announce = (): void => {
    // A journal that cannot be written stops the rollout at its next entry, whose failure is heard.
    sink.emit({ type: "interruption", reason: reasonOf(softStop.reason, "") }).catch(() => undefined)
  }
  softStop.addEventListener("abort", announce, { once: true })
  return () => softStop.removeEventListener("abort", announce)
}

/** A time limit that is over stops like a human does, but nobody interrupted. */
function isInterrupted({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof ToolError && reason.code === "time-limit")
}

function runFor(
  host: HostPlan,
  plan: RolloutPlan,
  wanted: Wanted,
  { connector, prover, clock, sink, hooks, alone, hardStop, softStop, cutStop }: RolloutPorts & RunShared,
  resumption: Resumption | undefined,
): HostRun {
  const { connectTimeoutMs } = plan.settings
  const earlier = resumption === undefined ? undefined : resumedHost(resumption, host)
  const certmgr = certmgrUser(earlier?.baseline?.version)
  const context: HostContext = {
    plan: host,
    payload: plan.payload,
    wanted,
    settings: plan.settings,
    holder: plan.holder,
    rollback: resumption?.rollback === true,
    attempt: resumption?.attempt ?? 1,
    link: new HostLink(host.target, { connector, clock, connectTimeoutMs }, patient(hardStop)),
    commands: zimbraCommands(host.installation, plan.id, certmgr),
    certmgr,
    rollout: plan.id,
    prover,
    clock,
    ...{ sink, hooks },
    domain:
      plan.domain === undefined
        ? undefined
        : {
            ...{ domain: plan.domain, alone, wanted: pairOf(plan.payload) },
            commands: domainCommands(host.installation, plan.id, plan.domain.domain),
          },
    ...{ hardStop, softStop, cutStop, stop: hardStop },
    limitMs: undefined,
    restartNotes: [],
    left: earlier?.left,
    deployed: earlier?.deployed,
    baseline: earlier?.baseline,
    firstLook: undefined,
    staging: undefined,
    portsProven: earlier?.portsProven ?? 0,
    reactivated: false,
    servesAsBefore: false,
    staying: [],
    returning: undefined,
    proofs: earlier?.proofs ?? [],
    notes: earlier?.notes ?? [],
  }
  return new HostRun(context, earlier?.state)
}

function resultOf(run: HostRun): HostResult {
  const { outcome } = run.state
  const { reason } = run
  const { plan, portsProven, proofs, notes } = run.context
  return {
    host: run.host,
    outcome,
    reason,
    ports: plan.endpoints.length,
    portsProven: provenPorts(outcome, portsProven),
    ms: run.ms,
    ...(proofs.length === 0 ? {} : { proofs }),
    ...(notes.length === 0 ? {} : { notes }),
    ...run.byHand(),
  }
}
