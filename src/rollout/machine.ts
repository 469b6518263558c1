/** What every host ends in, exactly one of them. */
export type Outcome = "done" | "unchanged" | "aborted" | "rolled-back" | "stuck"

export type ForwardPhase =
  | "connect"
  | "preflight"
  | "stage"
  | "verify"
  | "backup"
  | "deploy"
  | "activate"
  | "prove"
  | "finish"
export type UndoPhase = "abandon" | "restore" | "reactivate" | "reprove" | "release"
export type Phase = ForwardPhase | UndoPhase

/**
 * The parts that barriers separate: nothing changed yet, files changed, services changed. No host enters
 * a part before the fleet may.
 */
export type Part = 1 | 2 | 3 | 4

const forward: readonly ForwardPhase[] = [
  "connect",
  "preflight",
  "stage",
  "verify",
  "backup",
  "deploy",
  "activate",
  "prove",
  "finish",
]

const partOfPhase: Readonly<Record<Phase, Part>> = {
  connect: 1,
  preflight: 1,
  stage: 1,
  verify: 1,
  // Changes nothing of Zimbra's: a full disk on one host must stop the fleet before any deploy.
  backup: 1,
  deploy: 2,
  activate: 3,
  prove: 3,
  finish: 4,
  // Putting things right again waits for no barrier.
  abandon: 1,
  restore: 1,
  reactivate: 1,
  reprove: 1,
  release: 1,
}

/** How far a host has been changed: from the moment a changing step may have begun, not from its success. */
export type Changed = "nothing" | "files" | "services"

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

export const initialState: HostState = { phase: "connect", changed: "nothing", staged: false, failed: false }

/** Which part the host's next phase belongs to; undefined once there is an outcome. */
export function nextPart(state: HostState): Part | undefined {
  return state.phase === undefined ? undefined : partOfPhase[state.phase]
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
      return isUndo(state.phase) ? state : turnBack({ ...state, reason: state.reason ?? event.reason })
  }
}

function started(state: HostState, phase: Phase): HostState {
  if (phase === "stage") return { ...state, staged: true }
  if (phase === "deploy") return { ...state, changed: "files" }
  if (phase === "activate") return { ...state, changed: "services" }
  return state
}

function succeeded(state: HostState, phase: Phase): HostState {
  switch (phase) {
    case "finish":
      return end(state, "done")
    case "abandon":
      return end(state, "aborted")
    case "release":
      return end(state, "rolled-back")
    case "restore":
      return { ...state, phase: state.changed === "services" ? "reactivate" : "reprove" }
    case "reactivate":
      return { ...state, phase: "reprove" }
    case "reprove":
      return { ...state, phase: "release" }
    default:
      return { ...state, phase: forward[forward.indexOf(phase) + 1] }
  }
}

function failed(state: HostState, phase: Phase, reason: string): HostState {
  const because = { ...state, failed: true, reason: state.reason ?? reason }
  switch (phase) {
    // The certificate is proven; only the clean-up failed, which somebody must be told.
    case "finish":
      return end({ ...state, reason }, "done")
    case "abandon":
      return end(because, "aborted")
    case "release":
      return end({ ...because, reason: bothReasons(state, reason) }, "rolled-back")
    case "restore":
    case "reactivate":
    case "reprove":
      return end({ ...because, reason: bothReasons(state, reason) }, "stuck")
    default:
      return turnBack(because)
  }
}

function bothReasons(state: HostState, reason: string): string {
  return state.reason === undefined ? reason : `${state.reason}; then ${reason}`
}

function turnBack(state: HostState): HostState {
  if (state.changed !== "nothing") return { ...state, phase: "restore" }
  return state.staged ? { ...state, phase: "abandon" } : end(state, "aborted")
}

function isUndo(phase: Phase): boolean {
  return !forward.some((one) => one === phase)
}

function end(state: HostState, outcome: Outcome): HostState {
  return { ...state, phase: undefined, outcome }
}
