import type { JournalEntry } from "./journal.js"
import type { Resumption } from "./resume.js"

/** What a rollback by hand starts from: the rollout's own journal, every host called back. */
export function rollbackOf(entries: readonly JournalEntry[]): Resumption {
  const starts = entries.filter((entry) => entry.type === "start").length
  return { entries, attempt: starts + 1, undoing: "asked for", rollback: true }
}
