import { exitCodes } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import type { Files } from "../../ports.js"
import { everyRollout, type KeptRollout } from "./everyRollout.js"
import type { JournalEntry } from "./journal.js"

/** What was rolled out last, as the journals beside a fleet.yaml have it. */
export interface LastRollout extends KeptRollout {
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certificate: string
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
  for await (const one of everyRollout(files, fleet)) {
    const start = one.entries.find((entry) => entry.type === "start")
    if (start?.type === "start" && stayed(one.entries)) return { ...one, certificate: start.certificate }
  }
  return undefined
}

function stayed(entries: readonly JournalEntry[]): boolean {
  const start = entries.findLast((entry) => entry.type === "start")
  const end = entries.findLast((entry) => entry.type === "end")
  if (start?.type !== "start" || start.rollback === true) return false
  return end?.type === "end" && (end.exitCode === exitCodes.ok || end.exitCode === exitCodes.findings)
}
