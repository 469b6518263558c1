import type { HookMoment } from "../../fleet/types.js"
import { type Clock, endText, type Processes, type ProgramResult } from "../../ports.js"
import type { Outcome, Phase } from "../phases/table.js"
import type { RolloutPlan } from "../plan.js"
import type { EventSink, RolloutEvent } from "../record/events.js"
import { tellingLine } from "../telling.js"
import { factsFor, usualVariables } from "./environment.js"
import { HookLedger } from "./ledger.js"
import { isOnlyTold, momentOf, type Side } from "./moments.js"
import type { HookPlan, HookTurn } from "./plan.js"

export interface HookPorts {
  /** Without it no hook can run, and each fails. */
  readonly processes: Pick<Processes, "run"> | undefined
  readonly sink: EventSink
  readonly clock: Clock
  /** Ends a hook that comes before every change. */
  readonly cutStop: AbortSignal
  /** Ends every other. */
  readonly hardStop: AbortSignal
}

/** What runs, for what, and how. */
interface Call {
  readonly hook: string
  readonly when: HookMoment
  readonly for: string
  /** The server, where it is for exactly one. */
  readonly host?: string
  readonly hosts: readonly string[]
  readonly argv: readonly string[]
  readonly timeoutMs: number
  readonly environment: readonly string[]
}

/**
 * The programs around a rollout. What begins one is in the journal before it does; one that ended well is not run again
 * by a resumed rollout, one that was cut off is. Whatever was begun is taken back once, by its partner, when its servers
 * are; a partner that was itself cut off is run again.
 */
export class Hooks {
  /** True once one of this run did not end well. */
  failed = false
  readonly #plan: RolloutPlan
  readonly #ports: HookPorts
  readonly #ledger: HookLedger
  readonly #attempt: number

  constructor(plan: RolloutPlan, ports: HookPorts, earlier: readonly RolloutEvent[], attempt: number) {
    this.#plan = plan
    this.#ports = ports
    this.#ledger = new HookLedger(earlier)
    this.#attempt = attempt
  }

  /** Those of one server on one side of a phase, in the order of fleet.yaml; resolves to what went wrong. */
  async around(phase: Phase, side: Side, host: string, reason?: string): Promise<string[]> {
    const moment = momentOf(phase, side)
    if (moment === undefined) return []
    return this.#run(
      moment,
      (hook, turn) => hook.per === "server" && turn.for === host && !this.#isIdle(hook, turn),
      reason,
    )
  }

  /** Those for several servers at once that are due. */
  async together(
    moment: HookMoment,
    isDue: (hosts: readonly string[]) => boolean,
    reason?: string,
  ): Promise<string[]> {
    return this.#run(
      moment,
      (hook, turn) => hook.per !== "server" && isDue(turn.hosts) && !this.#isIdle(hook, turn),
      reason,
    )
  }

  /** Takes back what was begun for one server, the last first. */
  takeBack(host: string, reason: string | undefined): Promise<string[]> {
    return this.#takeBack(({ host: own }) => own === host, reason)
  }

  /** Takes back what was begun for several servers at once, where all of them are back. */
  takeBackTogether(
    isBack: (hosts: readonly string[]) => boolean,
    reason: string | undefined,
  ): Promise<string[]> {
    return this.#takeBack(({ host, hosts }) => host === undefined && isBack(hosts), reason)
  }

  /** What a server came to in an earlier run. */
  outcomeOf(host: string): Outcome | undefined {
    return this.#ledger.outcomeOf(host)
  }

  /** Nothing is restarted there, so nothing comes before or after it. */
  #isIdle({ when }: HookPlan, { hosts }: HookTurn): boolean {
    if (when !== "before activate" && when !== "after activate") return false
    return this.#plan.hosts.every(
      ({ host, activations }) => !hosts.includes(host) || activations.length === 0,
    )
  }

  async #run(
    moment: HookMoment,
    isMeant: (hook: HookPlan, turn: HookTurn) => boolean,
    reason: string | undefined,
  ): Promise<string[]> {
    const wrong: string[] = []
    for (const hook of this.#plan.hooks.filter(({ when }) => when === moment)) {
      const turns = hook.turns.filter(
        (turn) => isMeant(hook, turn) && !this.#ledger.endedWell(hook.name, turn.for),
      )
      for (const turn of turns) {
        const problem = await this.#call(callOf(hook, turn), "run", reason, hook.undo)
        if (problem !== undefined) wrong.push(problem)
        if (problem !== undefined && !isOnlyTold(hook.when)) return wrong
      }
    }
    return wrong
  }

  async #takeBack(
    isMeant: (begun: { readonly host?: string; readonly hosts: readonly string[] }) => boolean,
    reason: string | undefined,
  ): Promise<string[]> {
    const wrong: string[] = []
    for (const begun of this.#ledger.pending(isMeant)) {
      const problem = await this.#call({ ...begun, argv: begun.undo ?? [] }, "undo", reason)
      if (problem !== undefined) wrong.push(problem)
    }
    return wrong
  }

  /** What went wrong, in one line. */
  async #call(
    call: Call,
    way: "run" | "undo",
    reason: string | undefined,
    undo: readonly string[] = [],
  ): Promise<string | undefined> {
    const { clock, hardStop } = this.#ports
    const { hook: name, when, for: turn, host, hosts, argv, timeoutMs, environment } = call
    const common = {
      type: "hook",
      ...{ hook: name, when, for: turn, hosts, way },
      ...(host === undefined ? {} : { host }),
    } as const
    const partner = undo.length === 0 ? {} : { undo }
    await this.#emit({ ...common, state: "started", argv, timeoutMs, environment, ...partner })
    const from = clock.now()
    const problem = problemOf(await this.#execute(call, way, reason), call, this.#stopOf(call, way))
    // Stopped at once: whether it did anything is not known, so its end is not in the journal.
    hardStop.throwIfAborted()
    const ms = Math.max(0, clock.now() - from)
    if (problem === undefined) {
      await this.#emit({ ...common, state: "ok", ms })
      return undefined
    }
    this.failed = true
    await this.#emit({ ...common, state: "failed", ms, detail: problem })
    return `${way === "run" ? "hook" : "undo of hook"} ${name} ${problem}`
  }

  #execute(call: Call, way: "run" | "undo", reason: string | undefined): Promise<ProgramResult | undefined> {
    const { argv, timeoutMs, environment } = call
    const set = factsFor(this.#plan, { ...call, way, attempt: this.#attempt, reason })
    const keep = [...usualVariables, ...environment]
    const signal = this.#stopOf(call, way)
    const program = this.#ports.processes
    if (program === undefined) return Promise.resolve(undefined)
    return program.run(argv, { timeoutMs, signal, environment: { keep, set }, leash: true })
  }

  #stopOf({ when }: Call, way: "run" | "undo"): AbortSignal {
    return when === "before change" && way === "run" ? this.#ports.cutStop : this.#ports.hardStop
  }

  async #emit(event: RolloutEvent): Promise<void> {
    this.#ledger.hear(event)
    await this.#ports.sink.emit(event)
  }
}

function callOf({ name, when, argv, per, timeoutMs, environment }: HookPlan, turn: HookTurn): Call {
  return {
    ...{ hook: name, when, for: turn.for, hosts: turn.hosts, argv, timeoutMs, environment },
    ...(per === "server" ? { host: turn.for } : {}),
  }
}

/** How a program ended that did not end well. */
function problemOf(
  ended: ProgramResult | undefined,
  { argv, timeoutMs }: Call,
  stop: AbortSignal,
): string | undefined {
  if (ended === undefined) return `cannot be run: no such program as ${argv[0] ?? ""}`
  if (ended.status === 0) return undefined
  const said = tellingLine(ended.stderr) || tellingLine(ended.stdout)
  const how = stop.aborted ? "was ended, as the rollout was stopped" : endText(ended, timeoutMs)
  return `${how}${said === "" ? "" : `: ${said.slice(0, 200)}`}`
}
