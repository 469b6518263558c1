import type { HookMoment } from "../../fleet/types.js"

/** What every host ends in, exactly one of them. */
export type Outcome = "done" | "unchanged" | "aborted" | "rolled-back" | "stuck"

/** How far a host has been changed: from the moment a changing step may have begun, not from its success. */
export type Changed = "nothing" | "files" | "services"

/** A review comes before an undo that somebody asks for days later: it looks, and changes nothing of Zimbra's. */
export type Direction = "forward" | "review" | "undo"

interface PhaseFacts {
  /** No host enters a part before the fleet may. */
  readonly part: 1 | 2 | 3 | 4
  readonly direction: Direction
  /** What of Zimbra's it may change. */
  readonly changes: Changed
  /** Leaves something of ours on the host although nothing of Zimbra's is changed. */
  readonly stages?: true
  /** Passed over unless the host has been changed this far. */
  readonly onlyAfter?: Changed
  /** What the host ends in when it succeeds. Without it, the next row comes next. */
  readonly ends?: Outcome
  readonly failure: "turn-back" | Outcome
  /** When programs of this machine run: before it has begun, and within it, when its own work is done. */
  readonly hooks?: { readonly before?: HookMoment; readonly after?: HookMoment }
}

/**
 * Every phase of a host, in order: the way forward, then the ways back. All that is known of phases is here or
 * follows from here; what each does is in the files beside.
 */
const rows = {
  connect: { part: 1, direction: "forward", changes: "nothing", failure: "turn-back" },
  preflight: { part: 1, direction: "forward", changes: "nothing", failure: "turn-back" },
  stage: { part: 1, direction: "forward", changes: "nothing", stages: true, failure: "turn-back" },
  verify: { part: 1, direction: "forward", changes: "nothing", failure: "turn-back" },
  // Changes nothing of Zimbra's: a full disk on one host must stop the fleet before any deploy.
  backup: { part: 1, direction: "forward", changes: "nothing", failure: "turn-back" },
  deploy: {
    ...{ part: 2, direction: "forward", changes: "files", failure: "turn-back" },
    hooks: { before: "before change", after: "after change" },
  },
  activate: {
    ...{ part: 3, direction: "forward", changes: "services", failure: "turn-back" },
    hooks: { before: "before activate" },
  },
  prove: {
    ...{ part: 3, direction: "forward", changes: "nothing", failure: "turn-back" },
    // Nobody is given traffic again that was not seen to serve the certificate.
    hooks: { after: "after activate" },
  },
  finish: {
    // The certificate is proven by then: a clean-up that fails takes nothing back.
    ...{ part: 4, direction: "forward", changes: "nothing", ends: "done", failure: "done" },
    hooks: { after: "done" },
  },
  // Putting things right again waits for no barrier, hence part 1.
  abandon: { part: 1, direction: "undo", changes: "nothing", ends: "aborted", failure: "aborted" },
  letGo: { part: 1, direction: "review", changes: "nothing", ends: "aborted", failure: "aborted" },
  review: { part: 1, direction: "review", changes: "nothing", failure: "aborted" },
  hold: { part: 1, direction: "review", changes: "nothing", stages: true, failure: "turn-back" },
  restore: {
    ...{ part: 1, direction: "undo", changes: "files", failure: "stuck" },
    hooks: { before: "before undo" },
  },
  reactivate: { part: 1, direction: "undo", changes: "services", onlyAfter: "services", failure: "stuck" },
  reprove: { part: 1, direction: "undo", changes: "nothing", failure: "stuck" },
  release: {
    ...{ part: 1, direction: "undo", changes: "nothing", ends: "rolled-back", failure: "rolled-back" },
    hooks: { after: "undone" },
  },
} as const satisfies Readonly<Record<string, PhaseFacts>>

export type Phase = keyof typeof rows

/** The parts that barriers separate: nothing changed yet, files changed, services changed, all proven. */
export type Part = (typeof rows)[Phase]["part"]

export const phases: Readonly<Record<Phase, PhaseFacts>> = rows

export const phaseNames = Object.keys(rows) as readonly Phase[]

export const firstPhase: Phase = "connect"

/** A rollback by hand looks at all hosts, then takes their locks; each of these only when all are through the one before. */
export const reviewPhases = ["review", "hold"] as const satisfies readonly Phase[]

/** Where a host turns back to; while nothing is changed, only when something of ours lies there. */
export const wayBack: Readonly<Record<Changed, Phase>> = {
  nothing: "abandon",
  files: "restore",
  services: "restore",
}

/** Where a rollback turns back to that has changed nothing: the backup it came for must stay. */
export const wayOut: Phase = "letGo"

/** What a part does, in a sentence and where there is little room. */
export const parts: Readonly<Record<Part, { readonly title: string; readonly short: string }>> = {
  1: { title: "prepare", short: "prepare" },
  2: { title: "change files", short: "files" },
  3: { title: "change services", short: "services" },
  4: { title: "clean up", short: "clean up" },
}

export const partNumbers = Object.keys(parts).map(Number) as readonly Part[]

/** The next row that has something to do on a host that is changed so far; undefined after an end. */
export function phaseAfter(phase: Phase, changed: Changed): Phase | undefined {
  if (phases[phase].ends !== undefined) return undefined
  return phaseNames
    .slice(phaseNames.indexOf(phase) + 1)
    .find((next) => phases[next].onlyAfter === undefined || phases[next].onlyAfter === changed)
}
