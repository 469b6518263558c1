import type { FarmMinimum } from "../plan.js"

/** One host's turn, as rolling sees it. */
export interface Turn {
  readonly host: string
  /** Resolves when the host serves again, or never will. */
  work(): Promise<void>
  /** True when the host is up after its turn. */
  isUp(): boolean
}

export interface RollingOptions {
  readonly farms: readonly FarmMinimum[]
  readonly width: number
  /** Asked before every new turn; false ends the round. */
  mayGoOn(): Promise<boolean>
}

/**
 * Gives every host its turn, as many at once as the farms allow: none ever has fewer members up than its
 * minimum. Resolves to the hosts that had no turn, because others did not come back or the round was ended. When a
 * turn rejects, none begins after it and it waits for those that run: nothing goes on unwatched.
 */
export async function rollOver(
  turns: readonly Turn[],
  { farms, width, mayGoOn }: RollingOptions,
): Promise<string[]> {
  const waiting = [...turns]
  const out = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const failures: unknown[] = []
  const note = (error: unknown): false => {
    failures.push(error)
    return false
  }
  const start = (turn: Turn): void => {
    out.add(turn.host)
    const done = turn
      .work()
      .catch(note)
      .then(() => {
        running.delete(turn.host)
        if (turn.isUp()) out.delete(turn.host)
      })
    running.set(turn.host, done)
  }
  while (waiting.length > 0 && (await mayGoOn().catch(note)) && failures.length === 0) {
    const index = running.size < width ? waiting.findIndex(({ host }) => mayLeave(host, farms, out)) : -1
    const [turn] = index === -1 ? [] : waiting.splice(index, 1)
    if (turn !== undefined) start(turn)
    else if (running.size === 0) break
    else await Promise.race(running.values())
  }
  await Promise.all(running.values())
  if (failures.length > 0) throw failures[0]
  return waiting.map(({ host }) => host)
}

/** Why a farm could never be rolled; undefined when it can. */
export function impossible(farms: readonly FarmMinimum[]): FarmMinimum | undefined {
  return farms.find((farm) => farm.members.length > 0 && farm.minimum >= farm.members.length)
}

function mayLeave(host: string, farms: readonly FarmMinimum[], out: ReadonlySet<string>): boolean {
  return farms
    .filter((farm) => farm.members.includes(host))
    .every((farm) => farm.members.filter((member) => !out.has(member)).length - 1 >= farm.minimum)
}
