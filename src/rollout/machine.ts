import {
  type Changed,
  firstPhase,
  type Outcome,
  type Part,
  type Phase,
  phaseAfter,
  phases,
  reviewPhases,
  wayBack,
  wayOut,
} from "./phases/table.js"

export interface HostState {
  /** What comes next; undefined once there is an outcome. */
  readonly phase: Phase | undefined
  readonly changed: Changed
  /** True when something of ours lies on the host although nothing of Zimbra's is changed. */
  readonly staged: boolean
  /** Why the host does not go forward; the first reason stays. */
  readonly reason?: string
  /** True when the host itself failed, false when it was called back with the others. */
  readonly failed: boolean
  /** True where an earlier rollout is taken back, and not this one goes forward. */
  readonly takenBack?: true
  readonly outcome?: Outcome
}

export type HostEvent =
  | { readonly kind: "started" }
  | { readonly kind: "ok" }
  | { readonly kind: "unchanged" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "undo"; readonly reason: string }
  /** Another rollout is at work there: not touched. */
  | { readonly kind: "held"; readonly reason: string }
  /** To be put back, but not now and not from here. */
  | { readonly kind: "left"; readonly reason: string }

export const initialState: HostState = { phase: firstPhase, changed: "nothing", staged: false, failed: false }

/** A host on which an earlier rollout is to be taken back: nothing of that has been tried yet. */
export const takenBackState: HostState = { ...initialState, phase: reviewPhases[0], takenBack: true }

/** Which part the host's next phase belongs to; undefined once there is an outcome. */
export function nextPart(state: HostState): Part | undefined {
  return state.phase === undefined ? undefined : phases[state.phase].part
}

/** The per-host state machine: what a host does next, and what it ends in. Pure; ignores events after the outcome. */
export function advance(state: HostState, event: HostEvent): HostState {
  if (state.phase === undefined) return state
  switch (event.kind) {
    case "started":
      return started(state, state.phase)
    case "ok":
      return succeeded(state, state.phase)
    case "unchanged":
      return end(state, "unchanged")
    case "failed":
      return failed(state, state.phase, event.reason)
    case "held":
      return end({ ...state, failed: true, reason: event.reason }, "aborted")
    case "left":
      return end({ ...state, reason: bothReasons(state, event.reason) }, "stuck")
    case "undo":
      return phases[state.phase].direction === "undo" && state.changed !== "nothing"
        ? state
        : turnBack({ ...state, reason: state.reason ?? event.reason })
  }
}

function started(state: HostState, phase: Phase): HostState {
  const { direction, changes, stages } = phases[phase]
  if (stages) return { ...state, staged: true }
  // What services have taken up since, nobody here knows: they are restarted with the files.
  if (state.takenBack && state.changed === "nothing" && changes !== "nothing")
    return { ...state, changed: "services" }
  // A resumed host deploys again with its services restarted already: they still must come back with the files.
  const isFurther = depths.indexOf(changes) > depths.indexOf(state.changed)
  return direction === "forward" && isFurther ? { ...state, changed: changes } : state
}

const depths: readonly Changed[] = ["nothing", "files", "services"]

function succeeded(state: HostState, phase: Phase): HostState {
  const { ends } = phases[phase]
  return ends === undefined ? { ...state, phase: phaseAfter(phase, state.changed) } : end(state, ends)
}

function failed(state: HostState, phase: Phase, reason: string): HostState {
  const because = { ...state, failed: true, reason: state.reason ?? reason }
  const { failure } = phases[phase]
  switch (failure) {
    case "turn-back":
      return turnBack(because)
    // Proven all the same; only the clean-up failed, which somebody must be told.
    case "done":
      return end({ ...state, reason }, failure)
    case "aborted":
      return end({ ...because, reason: bothReasons(state, reason) }, failure)
    default:
      return end({ ...because, reason: bothReasons(state, reason) }, failure)
  }
}

function bothReasons(state: HostState, reason: string): string {
  return state.reason === undefined ? reason : `${state.reason}; then ${reason}`
}

function turnBack(state: HostState): HostState {
  const hasOurs = state.staged || state.changed !== "nothing"
  if (!hasOurs) return end(state, "aborted")
  return { ...state, phase: state.takenBack && state.changed === "nothing" ? wayOut : wayBack[state.changed] }
}

function end(state: HostState, outcome: Outcome): HostState {
  return { ...state, phase: undefined, outcome }
}
