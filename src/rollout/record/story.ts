import type { ExitCode } from "../../errors.js"
import { servers } from "../../fleet/serverCount.js"
import { type Outcome, type Part, type Phase, parts } from "../phases/table.js"
import { type HookStory, hooksOf } from "./hookStory.js"
import type { JournalEntry } from "./journal.js"

/** A phase of a host, as it went. */
export interface PhaseStory {
  readonly phase: Phase
  /** Milliseconds since the epoch. */
  readonly from: number
  /** Undefined where the journal ends before the phase does. */
  readonly to: number | undefined
  readonly state: "ok" | "unchanged" | "failed" | "cut-off"
  readonly detail: string | undefined
}

export interface HostStory {
  readonly host: string
  /** Undefined where the journal ends before the host came to an end. */
  readonly outcome: Outcome | undefined
  readonly reason: string | undefined
  readonly warnings: readonly string[]
  readonly ports: number | undefined
  readonly portsProven: number | undefined
  readonly phases: readonly PhaseStory[]
}

/** Something that concerns the fleet: hosts go on together, somebody stops the run, everybody is called back. */
export interface MarkStory {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: "part" | "interruption" | "undo" | "go-on"
  readonly text: string
  /** Which part the hosts go on with. */
  readonly part?: Part
}

/** One call of `rollout` or `rollback`. */
export interface RunStory {
  readonly kind: "rollout" | "resumed" | "rollback"
  readonly by: string
  readonly from: number
  /** Undefined for a run that was cut off. */
  readonly to: number | undefined
  readonly exitCode: ExitCode | undefined
  readonly interruptions: readonly string[]
  readonly decisions: readonly string[]
  readonly marks: readonly MarkStory[]
  readonly hooks: readonly HookStory[]
  readonly hosts: readonly HostStory[]
}

/** What happened in a rollout, run by run, for people who were not there. */
export interface RolloutStory {
  readonly id: string
  readonly commonName: string
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certificate: string
  readonly runs: readonly RunStory[]
}

/** Undefined for a journal without a beginning. */
export function storyOf(entries: readonly JournalEntry[]): RolloutStory | undefined {
  const first = entries.find((entry) => entry.type === "start")
  if (first?.type !== "start") return undefined
  const starts = entries.flatMap((entry, index) => (entry.type === "start" ? [index] : []))
  const runs = starts.map((start, index) => runOf(entries.slice(start, starts[index + 1])))
  return { id: first.rollout, commonName: first.commonName, certificate: first.certificate, runs }
}

function runOf(entries: readonly JournalEntry[]): RunStory {
  const [start] = entries
  if (start?.type !== "start") throw new TypeError("a run begins with its start")
  const end = entries.find((entry) => entry.type === "end")
  return {
    kind: start.rollback === true ? "rollback" : start.resumed ? "resumed" : "rollout",
    by: start.holder,
    from: Date.parse(start.time),
    to: end === undefined ? undefined : Date.parse(end.time),
    exitCode: end?.type === "end" ? end.exitCode : undefined,
    interruptions: entries.flatMap((entry) => (entry.type === "interruption" ? [entry.reason] : [])),
    decisions: entries.flatMap((entry) => (entry.type === "decision" ? [entry.reason] : [])),
    marks: entries.flatMap((entry) => markOf(entry) ?? []),
    hooks: hooksOf(entries),
    hosts: start.hosts.map((host) => hostOf(host, entries)),
  }
}

function markOf(entry: JournalEntry): MarkStory | undefined {
  const at = Date.parse(entry.time)
  switch (entry.type) {
    case "part": {
      const { part, hosts } = entry
      return {
        at,
        kind: "part",
        text: `${parts[part].title}: ${hosts.length === 1 ? hosts[0] : servers(hosts.length)}`,
        part,
      }
    }
    case "interruption":
      return { at, kind: "interruption", text: entry.reason }
    case "decision":
      return { at, kind: entry.decision, text: entry.reason }
    default:
      return undefined
  }
}

function hostOf(host: string, entries: readonly JournalEntry[]): HostStory {
  const own = entries.filter((entry) => "host" in entry && entry.host === host)
  const outcome = own.findLast((entry) => entry.type === "outcome")
  const told = outcome?.type === "outcome" ? outcome : undefined
  return {
    host,
    outcome: told?.outcome,
    reason: told?.reason,
    warnings: own.flatMap((entry) => (entry.type === "warning" ? [entry.text] : [])),
    ports: told?.ports,
    portsProven: told?.portsProven,
    phases: phasesOf(own),
  }
}

function phasesOf(entries: readonly JournalEntry[]): PhaseStory[] {
  const phases: PhaseStory[] = []
  for (const entry of entries) {
    if (entry.type !== "phase") continue
    const at = Date.parse(entry.time)
    if (entry.state === "started") {
      phases.push({ phase: entry.phase, from: at, to: undefined, state: "cut-off", detail: undefined })
      continue
    }
    const open = phases.findLastIndex(({ phase, to }) => phase === entry.phase && to === undefined)
    const ended = { phase: entry.phase, to: at, state: entry.state, detail: entry.detail }
    if (open === -1) phases.push({ ...ended, from: at - entry.ms })
    else phases[open] = { ...ended, from: phases[open]?.from ?? at - entry.ms }
  }
  return phases
}
