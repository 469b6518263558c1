import type { HookMoment } from "../../fleet/types.js"
import { type Part, type Phase, phaseNames, phases } from "../phases/table.js"

export type Side = "before" | "after"

/** What goes with a phase on one of its sides. */
export function momentOf(phase: Phase, side: Side): HookMoment | undefined {
  return phases[phase].hooks?.[side]
}

/** What goes with a part of the way forward: before the first of its phases, or after the last. */
export function momentIn(part: Part, side: Side): HookMoment | undefined {
  return phaseNames
    .filter((phase) => phases[phase].part === part && phases[phase].direction === "forward")
    .map((phase) => momentOf(phase, side))
    .find((moment) => moment !== undefined)
}

/** The phase that a moment goes with: what a failure there does follows from it. */
export function phaseOf(moment: HookMoment): Phase {
  const phase = phaseNames.find((one) => sideIn(one, moment) !== undefined)
  if (phase === undefined) throw new TypeError(`no phase has the moment ${moment}`)
  return phase
}

/** On which side of its phase. */
export function sideOf(moment: HookMoment): Side {
  return sideIn(phaseOf(moment), moment) ?? "after"
}

function sideIn(phase: Phase, moment: HookMoment): Side | undefined {
  return (["before", "after"] as const).find((side) => momentOf(phase, side) === moment)
}

/**
 * True for a failure that is only told of: the server is proven by then, or put back, or must be put back whatever a
 * program here says.
 */
export function isOnlyTold(moment: HookMoment): boolean {
  const { ends, failure } = phases[phaseOf(moment)]
  return ends !== undefined || failure === "stuck"
}

/** Where hooks are taken back: a server is let go of, unchanged or as it was before. */
export function takesBack(phase: Phase): boolean {
  const { direction, ends } = phases[phase]
  return direction === "undo" && ends !== undefined
}
