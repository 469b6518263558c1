import { isOnlyTold, sideOf } from "../hooks/moments.js"
import type { Baseline } from "../hostContext.js"
import {
  advance,
  type HostEvent,
  type HostState,
  initialState,
  nextPart,
  takenBackState,
} from "../machine.js"
import { type FileState, fileStateFrom } from "../phases/fileState.js"
import { servedKey } from "../phases/prover.js"
import { firstPhase, type Part, phases, wayBack } from "../phases/table.js"
import type { HostPlan } from "../plan.js"
import type { PortProof } from "./events.js"
import type { JournalEntry } from "./journal.js"
import { type LeftFiles, leftFiles } from "./leftFiles.js"

/** What an earlier, unfinished run of a rollout left in its journal. */
export interface Resumption {
  readonly entries: readonly JournalEntry[]
  /** Counts the runs, this one included. */
  readonly attempt: number
  /** The reason, when the earlier run had already decided to call everything back. */
  readonly undoing: string | undefined
  /** Every host is put back, whatever it came to before. */
  readonly rollback?: boolean
}

export interface ResumedHost {
  readonly state: HostState
  readonly baseline: Baseline | undefined
  readonly portsProven: number
  readonly left: LeftFiles
  /** The files as the last deploy left them, whatever came after it. */
  readonly deployed: FileState | undefined
  readonly proofs: readonly PortProof[]
  readonly notes: readonly string[]
}

/** undefined when the journal holds no start, or every host came to its end: one that is stuck did not. */
export function resumptionOf(entries: readonly JournalEntry[]): Resumption | undefined {
  const starts = entries.filter((entry) => entry.type === "start").length
  const ended = entries.at(-1)?.type === "end" && outcomesMissing(entries) === 0
  if (starts === 0 || ended) return undefined
  const decision = entries.find((entry) => entry.type === "decision" && entry.decision === "undo")
  return {
    entries,
    attempt: starts + 1,
    undoing: decision?.type === "decision" ? decision.reason : undefined,
  }
}

/** True when the last run was a rollback that some of its hosts did not come to the end of. */
export function isRollbackCutOff(entries: readonly JournalEntry[]): boolean {
  const at = entries.findLastIndex(({ type }) => type === "start")
  const start = entries[at]
  if (start?.type !== "start" || start.rollback !== true) return false
  const later = entries.slice(at)
  if (!changes(later)) return false
  const ended = new Set(later.flatMap((entry) => (entry.type === "outcome" ? [entry.host] : [])))
  return start.hosts.some((host) => !ended.has(host))
}

/**
 * Where a host goes on. What it may have been changed into comes from the journal; what it really is,
 * from the host: so it starts again at the beginning, every step of which may be repeated.
 */
export function resumedHost({ entries, rollback = false }: Resumption, plan: HostPlan): ResumedHost {
  const own = entriesOf(entries, plan.host)
  const replayed = own.reduce(replay, initialState)
  const baseline = baselineOf(own, plan)
  const left = leftFiles(own, baseline?.files)
  const deployed = lastDeployed(own)
  if (rollback)
    return { state: takenBackState, baseline, left, deployed, portsProven: 0, proofs: [], notes: [] }
  return {
    state: restarted(replayed),
    ...{ left, deployed },
    // A host that was never changed is looked at afresh.
    baseline: replayed.changed === "nothing" ? undefined : baseline,
    portsProven: portsProven(own, replayed),
    ...lastProof(own),
  }
}

/** Whoever has come to this part is proven. */
const cleaningUp: Part = 4

function outcomesMissing(entries: readonly JournalEntry[]): number {
  const start = entries.find((entry) => entry.type === "start")
  const hosts = start?.type === "start" ? start.hosts : []
  // Its last phase says what a host came to; the entry that says so outright may have been cut off.
  const outcomes = hosts.map((host) => outcomeOf(entries, host))
  return outcomes.filter((outcome) => outcome === undefined || outcome === "stuck").length
}

/** What a host came to; undefined where it may be half-way. */
export function outcomeOf(entries: readonly JournalEntry[], host: string): HostState["outcome"] {
  return entriesOf(entries, host).reduce(replay, initialState).outcome
}

/** Of a host, without the rollbacks that looked at it and changed nothing: what it came to before them still holds. */
function entriesOf(entries: readonly JournalEntry[], host: string): JournalEntry[] {
  return runsIn(entries).flatMap((run) => {
    const own = run.filter((entry) => "host" in entry && entry.host === host)
    return isRollback(run) && !changes(own) ? [] : own
  })
}

/** The entries of each run of the rollout; a run begins with its start. */
export function runsIn(entries: readonly JournalEntry[]): JournalEntry[][] {
  const runs: JournalEntry[][] = []
  for (const entry of entries) {
    if (entry.type === "start" || runs.length === 0) runs.push([])
    runs.at(-1)?.push(entry)
  }
  return runs
}

export function isRollback([first]: readonly JournalEntry[]): boolean {
  return first?.type === "start" && first.rollback === true
}

function changes(entries: readonly JournalEntry[]): boolean {
  return entries.some(({ type }) => type === "intent")
}

function replay(state: HostState, entry: JournalEntry): HostState {
  // A host that was left to a human, or whose turn never came, ended in no phase of its own.
  if (entry.type === "outcome")
    return {
      ...state,
      phase: undefined,
      outcome: entry.outcome,
      ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    }
  if (entry.type === "hook") {
    const failure = hookFailure(entry)
    return failure === undefined ? state : advance(state, failure)
  }
  if (entry.type !== "phase") return state
  // A run that was resumed started the host from the beginning again.
  const { outcome: _settled, ...open } = state
  const at = entry.state === "started" ? { ...open, phase: entry.phase } : state
  return advance(at, eventOf(entry))
}

/** A hook before a phase that fails keeps its host from it; one after a phase fails with it. */
function hookFailure({ when, way, state, ...more }: JournalEntry & { type: "hook" }): HostEvent | undefined {
  const isOfPhase = way === "run" && sideOf(when) === "before" && !isOnlyTold(when)
  if (!isOfPhase || state !== "failed") return undefined
  return { kind: "failed", reason: "detail" in more ? (more.detail ?? "") : "" }
}

function eventOf(entry: JournalEntry & { type: "phase" }): HostEvent {
  if (entry.state === "failed") return { kind: "failed", reason: entry.detail ?? "" }
  return { kind: entry.state }
}

function lastProof(own: readonly JournalEntry[]): Pick<ResumedHost, "proofs" | "notes"> {
  const last = own.findLast((entry) => entry.type === "proof")
  return last?.type === "proof" ? { proofs: last.ports, notes: last.notes } : { proofs: [], notes: [] }
}

function lastDeployed(own: readonly JournalEntry[]): FileState | undefined {
  const last = own.findLast((entry) => entry.type === "deployed")
  return last?.type === "deployed" ? fileStateFrom(last) : undefined
}

function portsProven(own: readonly JournalEntry[], state: HostState): number {
  // Proven, and only not yet cleaned up.
  if (nextPart(state) === cleaningUp) return lastProof(own).proofs.filter(({ proven }) => proven).length
  const outcome = own.findLast((entry) => entry.type === "outcome")
  return outcome?.type === "outcome" ? outcome.portsProven : 0
}

function restarted(state: HostState): HostState {
  // Whatever kept it from being put back may be over.
  if (state.outcome === "stuck") {
    const { outcome: _stuck, reason: _why, ...open } = state
    return { ...open, phase: wayBack[state.changed], failed: true }
  }
  // A host that is proven has nothing left to do but to clean up: others may be done for good by now.
  if (state.phase === undefined || nextPart(state) === cleaningUp) return state
  const isUndo = phases[state.phase].direction === "undo"
  return { ...state, phase: isUndo ? wayBack[state.changed] : firstPhase }
}

function baselineOf(own: readonly JournalEntry[], plan: HostPlan): Baseline | undefined {
  const entry = own.find((one) => one.type === "baseline")
  if (entry?.type !== "baseline") return undefined
  const served = plan.endpoints.flatMap((endpoint) => {
    const fingerprint = entry.served[servedKey(endpoint)]
    return fingerprint === undefined ? [] : [[endpoint, fingerprint] as const]
  })
  return {
    files: fileStateFrom(entry),
    served: new Map(served),
    servedByName: new Map(Object.entries(entry.servedByName ?? {})),
    version: entry.version,
    halfDone: entry.halfDone === true,
    ldap: entry.ldap === undefined ? undefined : { certificate: entry.ldap.certificate, key: entry.ldap.key },
  }
}
