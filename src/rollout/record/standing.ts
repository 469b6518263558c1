import { exitCodes } from "../../errors.js"
import type { JournalEntry } from "./journal.js"
import { isRollback, isRollbackCutOff, outcomeOf, runsIn } from "./resume.js"
import { changedHosts, changedSomething } from "./rollback.js"

/** A rollout of before, as its journal has it. */
export interface Earlier {
  readonly id: string
  readonly entries: readonly JournalEntry[]
}

/** True where a rollout, or its rollback, may have left servers half-way: the run was killed, or stopped at once. */
export function isCutOff(all: readonly JournalEntry[]): boolean {
  const runs = runsIn(all).filter((run) => !isRefusedRollback(run))
  const entries = runs.flat()
  if (!changedSomething(entries)) return false
  if (isRollback(runs.at(-1) ?? [])) return isRollbackCutOff(entries)
  if (entries.at(-1)?.type !== "end") return true
  return [...changedHosts(entries)].some((host) => outcomeOf(entries, host) === undefined)
}

/**
 * Of rollouts, the newest first, the one that says how the servers were left: the last, unless it changed nothing and one
 * before it left servers half-way or stuck.
 */
export async function lastThatStands(
  rollouts: AsyncIterable<Earlier> | Iterable<Earlier>,
): Promise<Earlier | undefined> {
  let last: Earlier | undefined
  for await (const one of rollouts) {
    last ??= one
    if (changedSomething(one.entries)) return isLeftOpen(one.entries) ? one : last
  }
  return last
}

/** True where it was cut off, or left servers to a human. */
export function isLeftOpen(entries: readonly JournalEntry[]): boolean {
  const end = entries.at(-1)
  return isCutOff(entries) || (end?.type === "end" && end.exitCode === exitCodes.stuck)
}

/** It changed nothing, and not because all was as before already. */
function isRefusedRollback(run: readonly JournalEntry[]): boolean {
  const end = run.at(-1)
  const wentWell = end?.type === "end" && end.exitCode === exitCodes.ok
  return isRollback(run) && !wentWell && !changedSomething(run)
}
