import type { Clock } from "../ports.js"
import type { EventSink } from "../rollout/record/events.js"
import { dispensable, journalSink } from "../rollout/record/journal.js"
import { openDurableLog } from "./durableLog.js"

export interface WatchedEvents {
  readonly sink: EventSink
  close(): Promise<void>
}

/**
 * Events as lines of JSON at the end of a file.
 *
 * @param lost is told of the first that could not be written; no more are
 * @throws ToolError for a file that cannot be opened
 */
export async function eventFile(
  path: string,
  clock: Clock,
  firstSeq: number,
  lost: (failure: Error) => void,
): Promise<WatchedEvents> {
  const log = await openDurableLog(path)
  return { sink: dispensable(journalSink(log, clock, firstSeq), lost), close: () => log.close() }
}
