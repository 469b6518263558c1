import type { Clock, DurableLog } from "../../ports.js"
import type { EventSink, RolloutEvent } from "./events.js"

/** One line of a journal. */
export type JournalEntry = RolloutEvent & {
  /** Counts up from 1 through all runs of a rollout. */
  readonly seq: number
  /** ISO 8601, UTC. */
  readonly time: string
}

/** Writes each event as a line of JSON; `emit` resolves when it is on disk. */
export function journalSink(log: DurableLog, clock: Clock, firstSeq = 1): EventSink {
  let seq = firstSeq - 1
  return {
    emit(event) {
      seq += 1
      const entry: JournalEntry = { seq, time: new Date(clock.now()).toISOString(), ...event }
      return log.append(JSON.stringify(entry))
    },
  }
}

/**
 * Reads a journal back. A line that power loss tore in two is left out: its event was never acknowledged, and its
 * number is given again. `missing` is the first number that is not there although a later one is: that event was
 * lost afterwards, and what the journal says is not to be relied on.
 */
export function readJournal(text: string): { entries: JournalEntry[]; missing: number | undefined } {
  const entries = text.split("\n").flatMap((line) => parseEntry(line) ?? [])
  const at = entries.findIndex(({ seq }, index) => seq !== index + 1)
  return { entries, missing: at === -1 ? undefined : at + 1 }
}

/** Sends each event to several sinks; resolves when all have it. */
export function allSinks(...sinks: readonly EventSink[]): EventSink {
  return {
    emit: async (event) => {
      await Promise.all(sinks.map((sink) => sink.emit(event)))
    },
  }
}

/**
 * Takes nothing more after the first event that was not taken: without its journal a rollout must not go on, and no
 * host is to blame for that.
 */
export function untilFailure(sink: EventSink): EventSink {
  let failure: { readonly reason: unknown } | undefined
  return {
    async emit(event) {
      if (failure !== undefined) throw failure.reason
      try {
        await sink.emit(event)
      } catch (reason) {
        failure ??= { reason }
        throw reason
      }
    },
  }
}

/** Gives a sink up after its first failure, and says so once. */
export function dispensable(sink: EventSink, giveUp: (failure: Error) => void): EventSink {
  let given = false
  return {
    async emit(event) {
      if (given) return
      await sink.emit(event).catch((failure: Error) => {
        if (!given) giveUp(failure)
        given = true
      })
    },
  }
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const known = typeof value === "object" && value !== null && "type" in value && "seq" in value
    return known ? (value as JournalEntry) : undefined
  } catch {
    return undefined
  }
}
