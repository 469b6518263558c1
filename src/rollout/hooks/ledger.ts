import type { HookMoment } from "../../fleet/types.js"
import type { Outcome } from "../phases/table.js"
import type { RolloutEvent } from "../record/events.js"

type HookEvent = RolloutEvent & { readonly type: "hook" }
type Begun = HookEvent & { readonly state: "started"; readonly way: "run" }

/** A hook that was begun for something. */
interface Entry {
  /** Its last beginning, with what takes it back. */
  begun: Begun
  endedWell: boolean
  /** Its partner has come to an end, whichever. */
  takenBack: boolean
}

/** What hooks have been begun, have ended, have been taken back: by the events of all runs of a rollout. */
export class HookLedger {
  readonly #entries = new Map<string, Entry>()
  readonly #outcomes = new Map<string, Outcome>()

  constructor(events: readonly RolloutEvent[]) {
    for (const event of events) this.hear(event)
  }

  hear(event: RolloutEvent): void {
    if (event.type === "outcome") this.#outcomes.set(event.host, event.outcome)
    if (event.type === "hook") this.#hearHook(event)
  }

  /** What a server that has no part in this run came to before. */
  outcomeOf(host: string): Outcome | undefined {
    return this.#outcomes.get(host)
  }

  endedWell(hook: string, turn: string): boolean {
    return this.#entries.get(keyOf(hook, turn))?.endedWell === true
  }

  /** What was begun for exactly this and never taken back, the last first. */
  pending(isMeant: (begun: Begun) => boolean): readonly Begun[] {
    return [...this.#entries.values()]
      .filter(({ begun, takenBack }) => !takenBack && (begun.undo ?? []).length > 0 && isMeant(begun))
      .map(({ begun }) => begun)
      .reverse()
  }

  #hearHook(event: HookEvent): void {
    const key = keyOf(event.hook, event.for)
    if (event.way === "run" && event.state === "started") {
      this.#entries.delete(key)
      this.#entries.set(key, { begun: { ...event, way: "run" }, endedWell: false, takenBack: false })
      if (event.when === "after activate") this.#forget(event.hosts, "before activate")
      return
    }
    const entry = this.#entries.get(key)
    if (entry === undefined || event.state === "started") return
    if (event.way === "undo") entry.takenBack = true
    else entry.endedWell = event.state === "ok"
  }

  /** Whoever is restarted once more after it got its traffic back must be taken out of it once more. */
  #forget(hosts: readonly string[], moment: HookMoment): void {
    for (const entry of this.#entries.values())
      if (entry.begun.when === moment && entry.begun.hosts.some((host) => hosts.includes(host)))
        entry.endedWell = false
  }
}

function keyOf(hook: string, turn: string): string {
  return `${hook} ${turn}`
}
