import { createHash } from "node:crypto"
import { setMaxListeners } from "node:events"
import { type ExitCode, exitCodes, ToolError, worstExit } from "../errors.js"
import type { Clock } from "../ports.js"
import type { Connector } from "../remote/session.js"
import { zimbraCommands } from "../zimbra/commands.js"
import { certmgrUser } from "../zimbra/version.js"
import type { EventSink } from "./events.js"
import type { Wanted } from "./fileState.js"
import { type HostContext, reasonOf } from "./hostContext.js"
import { HostRun, provenPorts } from "./hostRun.js"
import { HostLink } from "./link.js"
import type { Outcome } from "./machine.js"
import type { Delivery, HostPlan, RolloutPlan } from "./plan.js"
import { forEachLimited } from "./pool.js"
import type { Prover } from "./prover.js"
import { type Resumption, resumedHost } from "./resume.js"
import { rollOver } from "./rolling.js"
import { exitCodeOf } from "./verdict.js"

export interface RolloutPorts {
  readonly connector: Connector
  readonly prover: Prover
  readonly clock: Clock
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
  /** How long its own phases took, milliseconds. */
  readonly ms: number
  /** Of a host that is stuck: what a human runs there, as Zimbra's user. */
  readonly commands?: readonly string[]
}

export interface RolloutResult {
  readonly exitCode: ExitCode
  readonly hosts: readonly HostResult[]
}

/** A lost host may take this long to come back (a reboot), milliseconds. */
const reconnectMs = 120_000

/**
 * Takes all hosts through the parts, with a barrier between them, and calls all changed hosts back when
 * more of them fail than the budget allows. Never rejects for what a host does.
 */
export async function runRollout(
  plan: RolloutPlan,
  ports: RolloutPorts,
  resumption?: Resumption,
): Promise<RolloutResult> {
  // Every host listens to the same signal; the warning about that is meant for leaks.
  setMaxListeners(0, ports.hardStop)
  const wanted = wantedOf(plan.delivery)
  const runs = plan.hosts.map((host) => runFor(host, plan, wanted, ports, resumption))
  const rollout = new Rollout(plan, runs, ports, resumption?.undoing)
  const unlisten = announceStop(ports)
  try {
    await rollout.run()
  } catch (error) {
    if (!ports.hardStop.aborted) throw cutOff(error, runs)
  } finally {
    unlisten()
    await Promise.all(runs.map((run) => run.context.link.close().catch(() => undefined)))
  }
  const exitCode = ports.hardStop.aborted
    ? worstExit([
        exitCodes.interrupted,
        ...runs.map(({ state }) => (state.outcome === "stuck" ? exitCodes.stuck : exitCodes.ok)),
      ])
    : exitCodeOf(
        runs.map((run) => run.state),
        {
          interrupted: isInterrupted(ports.softStop),
          calledBack: rollout.calledBack,
          rollback: resumption?.rollback === true,
        },
      )
  await ports.sink.emit({ type: "end", exitCode })
  return { exitCode, hosts: runs.map(resultOf) }
}

/** The order of a rollout; the hosts know how to do each part. */
class Rollout {
  readonly #plan: RolloutPlan
  readonly #runs: readonly HostRun[]
  readonly #ports: RolloutPorts
  #undoing: string | undefined
  #announced = false

  constructor(plan: RolloutPlan, runs: readonly HostRun[], ports: RolloutPorts, undoing: string | undefined) {
    this.#plan = plan
    this.#runs = runs
    this.#ports = ports
    this.#undoing = undoing
  }

  /** True once everybody changed is to be put back. */
  get calledBack(): boolean {
    return this.#undoing !== undefined
  }

  async run(): Promise<void> {
    for (const group of this.#groups()) {
      if (!(await this.#mayGoOn())) break
      await this.#takeThrough(group)
    }
    if (!(await this.#mayGoOn())) await this.#callAllBack()
    await forEachLimited(this.#runs, this.#plan.settings.parallel, (run) => run.runTo(4))
  }

  async #takeThrough(group: readonly HostRun[]): Promise<void> {
    for (const part of [1, 2] as const) {
      await this.#emitPart(part, group)
      await forEachLimited(group, this.#plan.settings.parallel, (run) => run.runTo(part))
      if (!(await this.#mayGoOn())) return
    }
    for (const wave of wavesOf(group)) {
      await this.#emitPart(3, wave)
      await this.#activate(wave)
      if (!(await this.#mayGoOn())) return
    }
  }

  async #activate(wave: readonly HostRun[]): Promise<void> {
    const { settings, farms } = this.#plan
    if (!settings.rolling) return forEachLimited(wave, settings.parallel, (run) => run.runTo(3))
    const turns = wave.map((run) => ({
      host: run.host,
      work: () => run.runTo(3),
      isUp: () => run.state.outcome !== "stuck",
    }))
    const mayGoOn = (): Promise<boolean> => this.#mayGoOn()
    const left = await rollOver(turns, { farms, width: settings.parallel, mayGoOn })
    if (left.length > 0) this.#undoing ??= `no more members may be taken out: ${left.join(", ")} had no turn`
  }

  #groups(): HostRun[][] {
    const canaries = new Set(this.#plan.settings.canaries)
    const first = this.#runs.filter((run) => canaries.has(run.host))
    const rest = this.#runs.filter((run) => !canaries.has(run.host))
    return [first, rest].filter((group) => group.length > 0)
  }

  async #emitPart(part: 1 | 2 | 3, group: readonly HostRun[]): Promise<void> {
    const hosts = group.filter((run) => run.state.outcome === undefined).map((run) => run.host)
    if (hosts.length > 0) await this.#ports.sink.emit({ type: "part", part, hosts })
  }

  /** The barrier: true while the failures are within the budget and nobody interrupted. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#undoing !== undefined) return this.#decided()
    const failures = this.#runs.filter((run) => run.state.failed).length
    const { maxFailures } = this.#plan.settings
    if (this.#ports.softStop.aborted) this.#undoing = reasonOf(this.#ports.softStop.reason, "")
    else if (failures > maxFailures)
      this.#undoing = `${failures} of ${this.#runs.length} hosts failed (allowed: ${maxFailures})`
    return this.#undoing === undefined ? true : this.#decided()
  }

  /** The decision to call everybody back is in the journal before anything is undone; once. */
  async #decided(): Promise<false> {
    if (this.#announced) return false
    this.#announced = true
    await this.#ports.sink.emit({ type: "decision", decision: "undo", reason: this.#undoing ?? "" })
    return false
  }

  /** LDAP comes back first here, too: the others read their configuration from it. */
  async #callAllBack(): Promise<void> {
    const reason = this.#undoing ?? ""
    const { parallel, rolling } = this.#plan.settings
    const back = async (run: HostRun): Promise<void> => {
      await run.callBack(reason)
      await run.runTo(3)
    }
    for (const wave of wavesOf(this.#runs)) {
      const restarting = wave.filter((run) => rolling && run.state.changed === "services")
      const quiet = wave.filter((run) => !restarting.includes(run))
      await forEachLimited(quiet, parallel, back)
      await this.#rollBack(restarting, back)
    }
  }

  /** The way back keeps the farms up, too; a host that the minimum would leave out is put back all the same, alone. */
  async #rollBack(restarting: readonly HostRun[], back: (run: HostRun) => Promise<void>): Promise<void> {
    const turns = restarting.map((run) => ({
      host: run.host,
      work: () => back(run),
      isUp: () => run.state.outcome !== "stuck",
    }))
    const { farms, settings } = this.#plan
    const left = await rollOver(turns, { farms, width: settings.parallel, mayGoOn: async () => true })
    await forEachLimited(
      restarting.filter(({ host }) => left.includes(host)),
      1,
      back,
    )
  }
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

/** Without its journal a rollout must not go on; what the servers are is found out again by `--resume`. */
function cutOff(error: unknown, runs: readonly HostRun[]): unknown {
  const open = runs.filter(({ state }) => state.outcome === undefined && state.changed !== "nothing").length
  if (!(error instanceof ToolError) || open === 0) return error
  const servers = open === 1 ? "1 server" : `${open} servers`
  return new ToolError("needs-human", `${error.message}; the rollout stopped with ${servers} half-way`, {
    hint: "put that right, then run certfleet rollout --resume",
    cause: error,
  })
}

function wavesOf(group: readonly HostRun[]): HostRun[][] {
  const waves = [...new Set(group.map((run) => run.context.plan.wave))].sort((one, other) => one - other)
  return waves.map((wave) => group.filter((run) => run.context.plan.wave === wave))
}

function runFor(
  host: HostPlan,
  plan: RolloutPlan,
  wanted: Wanted,
  { connector, prover, clock, sink, hardStop }: RolloutPorts,
  resumption: Resumption | undefined,
): HostRun {
  const { connectTimeoutMs } = plan.settings
  const earlier = resumption === undefined ? undefined : resumedHost(resumption, host)
  const context: HostContext = {
    plan: host,
    delivery: plan.delivery,
    wanted,
    settings: plan.settings,
    holder: plan.holder,
    attempt: resumption?.attempt ?? 1,
    link: new HostLink(host.target, { connector, clock, connectTimeoutMs, reconnectMs, signal: hardStop }),
    commands: zimbraCommands(host.installation, plan.id, certmgrUser(earlier?.baseline?.version)),
    rollout: plan.id,
    prover,
    clock,
    sink,
    hardStop,
    baseline: earlier?.baseline,
    staging: undefined,
    portsProven: earlier?.portsProven ?? 0,
  }
  return new HostRun(context, earlier?.state)
}

function resultOf(run: HostRun): HostResult {
  const { outcome, reason } = run.state
  const { plan, portsProven } = run.context
  return {
    host: run.host,
    outcome,
    reason,
    ports: plan.endpoints.length,
    portsProven: provenPorts(outcome, portsProven),
    ms: run.ms,
    ...run.byHand(),
  }
}

function wantedOf({ key, certificate, chain, fingerprint }: Delivery): Wanted {
  return {
    key: sha256(key.reveal()),
    certificate: sha256(certificate),
    chain: sha256(chain),
    leaf: fingerprint,
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}
