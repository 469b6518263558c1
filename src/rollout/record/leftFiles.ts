import { type FileState, fileStateFrom } from "../phases/fileState.js"
import type { JournalEntry } from "./journal.js"

/** "unknown" where a run was cut off between, undefined where the journal does not say. */
export type LeftFiles = FileState | "unknown" | undefined

/** Steps that write Zimbra's files: whoever began one and did not end it left neither one state nor the other. */
const writing: ReadonlySet<string> = new Set(["deploycrt", "restore"])

/** How the runs of a rollout left a host's files, from the host's own entries. */
export function leftFiles(own: readonly JournalEntry[], before: FileState | undefined): LeftFiles {
  let left: LeftFiles
  for (const entry of own) {
    if (entry.type === "intent" && writing.has(entry.step)) left = "unknown"
    if (entry.type === "deployed") left = fileStateFrom(entry)
    if (entry.type !== "outcome") continue
    if (entry.outcome === "rolled-back") left = before
    if (entry.outcome === "done" && left === "unknown") left = undefined
  }
  return left
}
