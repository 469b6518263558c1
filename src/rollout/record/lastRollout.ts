import { exitCodes } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import type { JournalEntry } from "./journal.js"
import { newestJournals, rolloutsOf } from "./journals.js"

/** What was rolled out last, as the journals of this folder have it. */
export interface LastRollout {
  readonly id: string
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certificate: string
  readonly entries: readonly JournalEntry[]
}

/**
 * The last rollout that left its certificate on servers: one that was put back, by itself or by a rollback, counts for
 * nothing. Undefined where there is none.
 *
 * @throws ToolError `unreadable` for a damaged journal
 */
export async function lastRollout(
  files: Files,
  fleet: Pick<Fleet, "file" | "certificate">,
): Promise<LastRollout | undefined> {
  const journals = await newestJournals(files, fleet)
  if (journals === undefined) return undefined
  for await (const { id, entries } of rolloutsOf(files, journals)) {
    const start = entries.find((entry) => entry.type === "start")
    if (start?.type === "start" && stayed(entries)) return { id, certificate: start.certificate, entries }
  }
  return undefined
}

function stayed(entries: readonly JournalEntry[]): boolean {
  const start = entries.findLast((entry) => entry.type === "start")
  const end = entries.findLast((entry) => entry.type === "end")
  if (start?.type !== "start" || start.rollback === true) return false
  return end?.type === "end" && (end.exitCode === exitCodes.ok || end.exitCode === exitCodes.findings)
}
