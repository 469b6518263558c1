import type { Clock } from "../ports.js"
import { domainWork } from "./domain/work.js"
import { isOnlyTold, momentOf, takesBack } from "./hooks/moments.js"
import { type HostContext, HostHeld, PhaseFailure, type PhaseResult, reasonOf } from "./hostContext.js"
import { advance, type HostEvent, type HostState, initialState, nextPart } from "./machine.js"
import { byHand, domainByHand } from "./manual.js"
import { mayBreakOff, setPatience } from "./patience.js"
import { type Outcome, type Part, type Phase, phases } from "./phases/table.js"
import { fleetWork, type PhaseWork } from "./phaseWork.js"
import type { EventSink } from "./record/events.js"

/** One host on its way through the phases. */
export class HostRun {
  readonly context: HostContext
  state: HostState
  readonly #sink: EventSink
  readonly #clock: Clock
  readonly #works: PhaseWork
  #ms = 0

  constructor(context: HostContext, state: HostState = initialState) {
    this.context = context
    this.state = state
    this.#sink = context.sink
    this.#clock = context.clock
    this.#works = context.domain === undefined ? fleetWork : domainWork
  }

  get host(): string {
    return this.context.plan.host
  }

  /** Why the host ended as it did; of one that a rollback put back, what it has again. */
  get reason(): string | undefined {
    const { outcome, reason } = this.state
    return reason ?? (outcome === "rolled-back" ? this.context.returning : undefined)
  }

  /** How long its own phases took, milliseconds: waiting for others does not count. */
  get ms(): number {
    return this.#ms
  }

  /** Goes on as far as the fleet may; putting things right again always may. Rejects only when all stops at once. */
  async runTo(part: Part): Promise<void> {
    for (;;) {
      const next = nextPart(this.state)
      const { phase } = this.state
      if (phase === undefined || next === undefined || next > part || this.#isCalledOff(phase)) return
      await this.#perform(phase)
    }
  }

  /** Does this phase where it is the host's next one, and nothing after it. */
  async runOnly(phase: Phase): Promise<void> {
    if (this.state.phase === phase && !this.#isCalledOff(phase)) await this.#perform(phase)
  }

  /** Runs what comes before its next phase, where that belongs to this part: a failure is one of the host. */
  async getReady(part: Part): Promise<void> {
    const { phase } = this.state
    if (phase !== undefined && nextPart(this.state) === part) await this.#hooksBefore(phase)
  }

  /** Takes back what hooks did for a host that had nothing else to take back. */
  async takeHooksBack(): Promise<void> {
    await this.context.hooks.takeBack(this.host, this.state.reason)
  }

  /** Calls the host back: it undoes what was changed the next time it runs. */
  async callBack(reason: string): Promise<void> {
    await this.#advance({ kind: "undo", reason })
  }

  /** Leaves the host to a human as it is. */
  async leave(reason: string): Promise<void> {
    await this.#advance({ kind: "left", reason })
  }

  /** What a human runs on the host; nothing unless it is stuck. */
  byHand(): { readonly commands?: readonly string[]; readonly commandsAs?: string } {
    if (this.state.outcome !== "stuck") return {}
    const { plan, rollout, settings, certmgr, baseline, reactivated, domain } = this.context
    // Its backup is back already, and holds nothing better.
    if (baseline?.halfDone === true && reactivated) return {}
    const { user, commands } =
      domain === undefined
        ? byHand(plan, { rollout, localOnly: settings.localOnly, certmgr })
        : domainByHand(plan, { rollout, domain: domain.domain.domain, staying: this.context.staying })
    return { commands, commandsAs: user }
  }

  /** Nothing is begun any more that changes nothing. */
  #isCalledOff(phase: Phase): boolean {
    return this.context.softStop.aborted && mayBreakOff(this.state, phase)
  }

  async #perform(phase: Phase): Promise<void> {
    const { host, context } = this
    setPatience(context, this.state, phase)
    if (!(await this.#hooksBefore(phase))) return
    const startedAt = this.#clock.now()
    const ended = (): { host: string; phase: Phase; ms: number } => {
      const ms = Math.max(0, this.#clock.now() - startedAt)
      this.#ms += ms
      return { host, phase, ms }
    }
    await this.#sink.emit({ type: "phase", host, phase, state: "started" })
    await this.#advance({ kind: "started" })
    try {
      const { unchanged = false, detail } = await this.#work(phase)
      const state = unchanged ? "unchanged" : "ok"
      await this.#sink.emit({ type: "phase", state, ...ended(), ...(detail === undefined ? {} : { detail }) })
      await this.#advance({ kind: state })
    } catch (error) {
      context.hardStop.throwIfAborted()
      const reason = reasonOf(error, host)
      await this.#sink.emit({ type: "phase", state: "failed", ...ended(), detail: reason })
      await this.#advance({ kind: error instanceof HostHeld ? "held" : "failed", reason })
    }
  }

  /** False where one of them keeps the host from the phase. */
  async #hooksBefore(phase: Phase): Promise<boolean> {
    const { hooks } = this.context
    const moment = momentOf(phase, "before")
    if (moment === undefined) return true
    const wrong = await hooks.around(phase, "before", this.host, this.state.reason)
    if (wrong.length === 0 || isOnlyTold(moment)) return true
    await this.#advance({ kind: "failed", reason: wrong.join("; ") })
    return false
  }

  /** A phase with the hooks that go with it; those at the end of a host run whatever its own work comes to. */
  async #work(phase: Phase): Promise<PhaseResult> {
    const { context, host } = this
    const { hooks } = context
    const { reason } = this.state
    const wrong = takesBack(phase) ? await hooks.takeBack(host, reason) : []
    const result = await this.#works[phase](context).catch((error: unknown): PhaseResult => {
      context.hardStop.throwIfAborted()
      if (phases[phase].ends === undefined) throw error
      wrong.push(reasonOf(error, host))
      return {}
    })
    if (result.unchanged !== true) wrong.push(...(await hooks.around(phase, "after", host, reason)))
    if (wrong.length > 0) throw new PhaseFailure(wrong.join("; "))
    return result
  }

  async #advance(event: HostEvent): Promise<void> {
    const before = this.state.outcome
    this.state = advance(this.state, event)
    const { outcome } = this.state
    const { reason } = this
    if (outcome === undefined || before !== undefined) return
    await this.#sink.emit({
      type: "outcome",
      host: this.host,
      outcome,
      ports: this.context.plan.endpoints.length,
      portsProven: provenPorts(outcome, this.context.portsProven),
      ms: this.#ms,
      ...(reason === undefined ? {} : { reason }),
      ...this.byHand(),
    })
    await this.context.link.close()
  }
}

/** Proven counts what the outcome promises: the new certificate, or the old one after a restore. */
export function provenPorts(outcome: Outcome | undefined, proven: number): number {
  return outcome === undefined || outcome === "aborted" || outcome === "stuck" ? 0 : proven
}
