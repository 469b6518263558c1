import type { Hooks } from "../hooks/hooks.js"
import { momentIn, type Side } from "../hooks/moments.js"
import type { HostRun } from "../hostRun.js"
import { nextPart } from "../machine.js"
import { type Outcome, type Part, phases } from "../phases/table.js"

/** When hooks are due that run once for several servers: before the first of them, after the last. */
export class GroupHooks {
  readonly #hooks: Hooks
  readonly #runs: ReadonlyMap<string, HostRun>

  constructor(hooks: Hooks, runs: readonly HostRun[]) {
    this.#hooks = hooks
    this.#runs = new Map(runs.map((run) => [run.host, run]))
  }

  /** Before the first of its servers comes to the part; resolves to what went wrong. */
  before(part: 2 | 3, group: readonly HostRun[]): Promise<string | undefined> {
    const coming = new Set(
      group.filter((run) => isGoing(run) && nextPart(run.state) === part).map(({ host }) => host),
    )
    const isDue = (hosts: readonly string[]): boolean => hosts.some((host) => coming.has(host))
    return this.#inPart(part, "before", isDue)
  }

  /** Once the last of its servers has been through the part that still goes on. */
  after(part: 2 | 3): Promise<string | undefined> {
    const isDue = (hosts: readonly string[]): boolean => {
      const going = this.#runsOf(hosts).filter((run) => isGoing(run))
      return going.length > 0 && going.every((run) => isPast(run, part))
    }
    return this.#inPart(part, "after", isDue)
  }

  /** Before the first of its servers is put back. What goes wrong is told, and keeps nobody from it. */
  async beforeUndo(reason: string): Promise<void> {
    const isDue = (hosts: readonly string[]): boolean =>
      this.#runsOf(hosts).some(
        ({ state }) =>
          state.outcome === undefined && (state.changed !== "nothing" || state.takenBack === true),
      )
    await this.#hooks.together("before undo", isDue, reason)
  }

  /** Once all of its servers have come to an end: those that have the certificate are done, those that are back, undone. */
  async atTheEnd(reason: string | undefined): Promise<void> {
    const all = (hosts: readonly string[]): readonly (Outcome | undefined)[] =>
      hosts.map((host) => {
        const run = this.#runs.get(host)
        return run === undefined ? this.#hooks.outcomeOf(host) : run.state.outcome
      })
    const areEnded = (hosts: readonly string[]): boolean =>
      all(hosts).every((outcome) => outcome !== undefined && outcome !== "stuck")
    const areBack = (hosts: readonly string[]): boolean =>
      areEnded(hosts) && !all(hosts).includes("done") && !this.#isCalledOff(hosts)
    const areUndone = (hosts: readonly string[]): boolean =>
      areBack(hosts) && all(hosts).includes("rolled-back")
    await this.#hooks.together("done", (hosts) => areEnded(hosts) && all(hosts).includes("done"))
    await this.#hooks.takeBackTogether(areBack, reason)
    await this.#hooks.together("undone", areUndone, reason)
  }

  /** A rollback that was refused has put nobody back. */
  #isCalledOff(hosts: readonly string[]): boolean {
    return this.#runsOf(hosts).some(({ state }) => state.takenBack === true && state.outcome === "aborted")
  }

  /** What a decision to call everybody back says. */
  async #inPart(
    part: 2 | 3,
    side: Side,
    isDue: (hosts: readonly string[]) => boolean,
  ): Promise<string | undefined> {
    const moment = momentIn(part, side)
    const wrong = moment === undefined ? [] : await this.#hooks.together(moment, isDue)
    return wrong.length === 0 ? undefined : wrong.join("; ")
  }

  #runsOf(hosts: readonly string[]): HostRun[] {
    return hosts.flatMap((host) => this.#runs.get(host) ?? [])
  }
}

/** A server on its way to the new certificate. */
function isGoing({ state }: HostRun): boolean {
  return state.phase !== undefined && phases[state.phase].direction === "forward" && state.takenBack !== true
}

function isPast({ state }: HostRun, part: Part): boolean {
  return (nextPart(state) ?? part) > part
}
