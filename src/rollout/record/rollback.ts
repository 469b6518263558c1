import { Secret } from "../../secret.js"
import type { Payload } from "../plan.js"
import type { JournalEntry } from "./journal.js"
import type { Resumption } from "./resume.js"

/** What a rollback by hand starts from: the rollout's own journal, every host called back. */
export function rollbackOf(entries: readonly JournalEntry[]): Resumption {
  const starts = entries.filter((entry) => entry.type === "start").length
  return { entries, attempt: starts + 1, undoing: "asked for", rollback: true }
}

/**
 * What the rollout brought, as far as taking it back needs it: by name only. The way back goes by the backups on the
 * hosts, so the bundle may be gone by then, its key locked away, its certificate expired.
 */
export function payloadTakenBack(entries: readonly JournalEntry[]): Payload | undefined {
  const start = entries.find((entry) => entry.type === "start")
  if (start?.type !== "start") return undefined
  const nothing = new Uint8Array()
  return {
    fingerprint: start.certificate,
    commonName: start.commonName,
    key: new Secret(nothing),
    certificate: nothing,
    chain: nothing,
  }
}

/** The hosts that a rollout may have changed, or run a hook for: either is announced before it begins. */
export function changedHosts(entries: readonly JournalEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap((entry) => {
      if (entry.type === "intent") return [entry.host]
      return entry.type === "hook" ? entry.hosts : []
    }),
  )
}

/** A rollout that found everything in place has nothing to take back. */
export function changedSomething(entries: readonly JournalEntry[]): boolean {
  return changedHosts(entries).size > 0
}
