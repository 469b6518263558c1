import type { Hooks } from "../hooks/hooks.js"
import { reasonOf } from "../hostContext.js"
import type { HostRun } from "../hostRun.js"
import { nextPart } from "../machine.js"
import { reviewPhases } from "../phases/table.js"
import type { RolloutPlan } from "../plan.js"
import type { EventSink } from "../record/events.js"
import { GroupHooks } from "./groupHooks.js"
import { forEachLimited } from "./pool.js"
import { rollOver } from "./rolling.js"

export interface FleetRunPorts {
  readonly sink: EventSink
  readonly hooks: Hooks
  /** Running steps end, then everything changed is put back. */
  readonly softStop: AbortSignal
}

/** The order of a rollout; the hosts know how to do each part. */
export class FleetRun {
  readonly #plan: RolloutPlan
  readonly #runs: readonly HostRun[]
  readonly #ports: FleetRunPorts
  readonly #hooks: GroupHooks
  #undoing: string | undefined
  #announced = false

  constructor(
    plan: RolloutPlan,
    runs: readonly HostRun[],
    ports: FleetRunPorts,
    undoing: string | undefined,
  ) {
    this.#plan = plan
    this.#runs = runs
    this.#ports = ports
    this.#hooks = new GroupHooks(ports.hooks, runs)
    this.#undoing = undoing
  }

  /** True once everybody changed is to be put back. */
  get calledBack(): boolean {
    return this.#undoing !== undefined
  }

  async run(): Promise<void> {
    if (this.#isRollback()) return this.#takeBack()
    if (!this.#isProven()) await this.#change()
    await this.#each(this.#runs, (run) => run.runTo(4))
    await this.#hooks.atTheEnd(this.#undoing)
  }

  /** A rollout that was cut off while it cleaned up: who is done cannot be called back, so nobody is any more. */
  #isProven(): boolean {
    return this.#runs.some(({ state }) => state.outcome === "done")
  }

  async #change(): Promise<void> {
    for (const group of this.#groups()) {
      if (!(await this.#mayGoOn())) break
      await this.#takeThrough(group)
    }
    if (!(await this.#mayGoOn())) await this.#callAllBack()
  }

  #isRollback(): boolean {
    return this.#runs.some(({ state }) => state.takenBack === true)
  }

  /** Nobody is put back before all can be: a fleet with two certificates is what a rollback is to end. */
  async #takeBack(): Promise<void> {
    await this.#emitPart(1, this.#runs)
    for (const phase of reviewPhases) {
      await forEachLimited(this.#runs, this.#plan.settings.parallel, (run) => run.runOnly(phase))
      const refused = this.#refusal()
      if (refused !== undefined) return this.#callOff(refused)
    }
    if (this.#isUnderWay()) await this.#decided()
    await this.#each(
      this.#runs.filter(({ state }) => state.outcome === "unchanged"),
      (run) => run.takeHooksBack(),
    )
    await this.#callAllBack()
    await this.#hooks.atTheEnd(this.#undoing)
  }

  #refusal(): string | undefined {
    const { aborted, reason } = this.#ports.softStop
    if (aborted) return `${reasonOf(reason, "")}; nothing was changed`
    const failed = this.#runs.filter(({ state }) => state.failed).length
    const { length } = this.#runs
    return failed === 0
      ? undefined
      : `not put back, as ${failed} of ${length} servers cannot be; nothing was changed`
  }

  async #callOff(reason: string): Promise<void> {
    this.#undoing = reason
    const off = async (run: HostRun): Promise<void> => {
      await run.callBack(reason)
      await run.runTo(1)
    }
    await forEachLimited(this.#runs, this.#plan.settings.parallel, off)
  }

  async #takeThrough(group: readonly HostRun[]): Promise<void> {
    await this.#emitPart(1, group)
    await this.#each(group, (run) => run.runTo(1))
    if (!(await this.#mayGoOn())) return
    await this.#emitPart(2, group)
    if (!(await this.#isReady(2, group))) return
    await this.#each(group, (run) => run.runTo(2))
    if (!(await this.#isThrough(2))) return
    for (const wave of wavesOf(group)) {
      await this.#emitPart(3, wave)
      if (!(await this.#isReady(3, wave))) return
      await this.#activate(wave)
      if (!(await this.#isThrough(3))) return
    }
  }

  /** Nobody is changed before every hook that comes first is through; that of a restart comes with its turn. */
  async #isReady(part: 2 | 3, group: readonly HostRun[]): Promise<boolean> {
    this.#undoing ??= await this.#hooks.before(part, group)
    if (part === 2 && this.#undoing === undefined) await this.#each(group, (run) => run.getReady(part))
    return this.#mayGoOn()
  }

  async #isThrough(part: 2 | 3): Promise<boolean> {
    if (!(await this.#mayGoOn())) return false
    this.#undoing ??= await this.#hooks.after(part)
    return this.#mayGoOn()
  }

  #each(runs: readonly HostRun[], work: (run: HostRun) => Promise<void>): Promise<void> {
    return forEachLimited(runs, this.#plan.settings.parallel, work)
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
    else if (this.#isUnderWay()) this.#undoing = this.#withoutLdap()
    return this.#undoing === undefined ? true : this.#decided()
  }

  /** Every service reads its configuration from LDAP at its start: without it nobody is restarted, whatever the budget. */
  #withoutLdap(): string | undefined {
    const down = this.#runs.filter((run) => isStuckLdap(run)).map((run) => run.host)
    return down.length > 0 ? `nobody is restarted while LDAP on ${down.join(", ")} is stuck` : undefined
  }

  #isUnderWay(): boolean {
    return this.#runs.some((run) => (nextPart(run.state) ?? 4) < 4)
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
    await this.#hooks.beforeUndo(reason)
    const { parallel, rolling } = this.#plan.settings
    const back = async (run: HostRun): Promise<void> => {
      if (!this.#isRollback()) await run.callBack(reason)
      await run.runTo(3)
    }
    for (const wave of wavesOf(this.#runs)) {
      const ldapIsStuck = this.#withoutLdap()
      if (ldapIsStuck !== undefined) await this.#leave(wave, ldapIsStuck)
      const restarting = wave.filter(
        ({ state }) => rolling && (state.changed === "services" || state.takenBack === true),
      )
      const quiet = wave.filter((run) => !restarting.includes(run))
      await forEachLimited(quiet, parallel, back)
      await this.#rollBack(restarting, back)
    }
  }

  /** What a host serves now is better than a service that does not come up again without LDAP. */
  async #leave(wave: readonly HostRun[], reason: string): Promise<void> {
    for (const run of wave) {
      if (run.state.changed === "services") await run.leave(reason)
      if (run.state.takenBack !== true || run.state.changed !== "nothing") continue
      await run.callBack(reason)
      await run.runTo(1)
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

function isStuckLdap({ state, context }: HostRun): boolean {
  return state.outcome === "stuck" && context.plan.roles.includes("ldap") && !context.servesAsBefore
}

function wavesOf(group: readonly HostRun[]): HostRun[][] {
  const waves = [...new Set(group.map((run) => run.context.plan.wave))].sort((one, other) => one - other)
  return waves.map((wave) => group.filter((run) => run.context.plan.wave === wave))
}
