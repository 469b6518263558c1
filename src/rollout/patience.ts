import type { HostContext } from "./hostContext.js"
import type { Patience } from "./link.js"
import type { HostState } from "./machine.js"
import { type Phase, phases } from "./phases/table.js"

/** A lost host may take this long to come back (a reboot), milliseconds. */
const reconnectMs = 120_000

/** After an interruption, what was staged is cleared away in this time or not at all, milliseconds. */
const clearingMs = 800

/** For a host that is to be waited for, whatever it takes. */
export function patient(signal: AbortSignal, isExpected = false): Patience {
  return { reconnectMs, isExpected, signal }
}

/** True for a phase that may be left where it stands: the host is as it was before. */
export function mayBreakOff({ changed }: HostState, phase: Phase): boolean {
  const { part, direction, ends } = phases[phase]
  return changed === "nothing" && part === 1 && direction !== "undo" && ends === undefined
}

/**
 * Sets how long the host is waited for in its next phase. An interruption before any change must not have to wait for a
 * host that does not answer; one that is changed is waited for as long as a reboot takes.
 */
export function setPatience(context: HostContext, state: HostState, phase: Phase): void {
  const { hardStop, softStop, cutStop } = context
  const isUntouched = state.changed === "nothing"
  context.stop = mayBreakOff(state, phase) ? cutStop : hardStop
  context.limitMs = isUntouched && softStop.aborted ? clearingMs : undefined
  context.link.patience = {
    signal: context.stop,
    reconnectMs: isUntouched && softStop.aborted ? 0 : reconnectMs,
    isExpected: !isUntouched,
  }
}
