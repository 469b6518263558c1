import type { HookMoment } from "../../fleet/types.js"
import type { JournalEntry } from "./journal.js"

/** A program of the rollout's own machine, as it went. */
export interface HookStory {
  readonly hook: string
  readonly when: HookMoment
  /** The server, the role, or `fleet`. */
  readonly for: string
  /** `undo` is its partner, which takes it back. */
  readonly way: "run" | "undo"
  /** Milliseconds since the epoch. */
  readonly from: number
  /** Undefined where the journal ends before it does. */
  readonly to?: number
  readonly state: "ok" | "failed" | "cut-off"
  readonly detail?: string
}

/** The hooks of a run, in the order in which they began. */
export function hooksOf(entries: readonly JournalEntry[]): HookStory[] {
  const hooks: HookStory[] = []
  for (const entry of entries) {
    if (entry.type !== "hook") continue
    const { hook, when, for: turn, way } = entry
    const at = Date.parse(entry.time)
    if (entry.state === "started") {
      hooks.push({ hook, when, for: turn, way, from: at, state: "cut-off" })
      continue
    }
    const open = hooks.findLastIndex((one) => one.hook === hook && one.for === turn && one.way === way)
    const { state, detail } = entry
    const from = hooks[open]?.from ?? at - entry.ms
    const ended = {
      ...{ hook, when, for: turn, way, from, to: at, state },
      ...(detail === undefined ? {} : { detail }),
    }
    hooks.splice(open === -1 ? hooks.length : open, 1, ended)
  }
  return hooks
}
