import { join } from "node:path"
import type { Clock, Files, OpenLog, Processes } from "../ports.js"
import type { Connector } from "../remote/session.js"
import { type RolloutResult, runRollout } from "./engine.js"
import type { Prover } from "./phases/prover.js"
import type { RolloutPlan } from "./plan.js"
import type { EventSink } from "./record/events.js"
import { allSinks, type JournalEntry, journalSink } from "./record/journal.js"
import type { Resumption } from "./record/resume.js"

export interface JournaledPorts {
  readonly files: Files
  readonly clock: Clock
  readonly openLog: OpenLog
  readonly connector: Connector
  readonly prover: Prover
  /** For hooks; where there are any, they fail without it. */
  readonly processes?: Pick<Processes, "run">
  /** Who sees every event beside the journal: a display, a file. */
  readonly watchers?: readonly EventSink[]
  /** The first interruption: running steps end, then everything changed is put back. */
  readonly softStop: AbortSignal
  /** The second: stop at once and leave the journal to a later resume. */
  readonly hardStop: AbortSignal
}

export interface JournaledRun {
  /** The folder of the journals; made where it is not there yet. */
  readonly journals: string
  /** What the journal holds already. */
  readonly entries?: readonly JournalEntry[]
  readonly resumption?: Resumption
}

/** The number of a run's first event: they count through all runs of a rollout. */
export function firstSeqAfter(entries: readonly JournalEntry[] = []): number {
  return (entries.at(-1)?.seq ?? 0) + 1
}

/**
 * Runs a plan with its journal on disk, which a later run can take up or take back.
 *
 * @throws ToolError for a journal that cannot be written; what a host does never rejects
 */
export async function runJournaled(
  plan: RolloutPlan,
  ports: JournaledPorts,
  { journals, entries = [], resumption }: JournaledRun,
): Promise<RolloutResult> {
  const { files, clock, openLog, watchers = [] } = ports
  await files.folder(journals, { mode: 0o700 })
  const log = await openLog(join(journals, `${plan.id}.jsonl`))
  try {
    const journal = journalSink(log, clock, firstSeqAfter(entries))
    return await runRollout(plan, { ...ports, sink: allSinks(journal, ...watchers) }, resumption)
  } finally {
    await log.close()
  }
}
