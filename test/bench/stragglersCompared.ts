import type { Phase } from "../../src/rollout/phases/table.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { type Measure, median } from "./benchmark.js"
import { simulated } from "./stragglersFleet.js"

/** One rollout, as its events tell it. */
export interface Run {
  /** True with the slow and the dead host, false with all well. */
  readonly held: boolean
  readonly entries: readonly JournalEntry[]
}

export interface Stragglers {
  readonly slow: string
  readonly dead: string
  /** Seconds. */
  readonly connectTimeout: number
}

type Ended = Extract<JournalEntry, { type: "phase"; ms: number }>

const phases: readonly Phase[] = [
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

/** All log in at once, and that is this machine's processor alone: what it takes differs too much to judge. */
const judged = (phase: Phase): boolean => phase !== "connect"
const limit = 1.1

/** Step times of the hosts that are well, phase by phase, and what the barriers waited for. */
export function compareRuns(runs: readonly Run[], { slow, dead, connectTimeout }: Stragglers): Measure[] {
  const stepsOf = runs.map((run) => ended(run).filter(({ host }) => host !== slow && host !== dead))
  const steps = phases.map((phase) => {
    const times = (held: boolean): Map<string, number> =>
      medians(stepsOf.filter((_, at) => runs[at]?.held === held).flat(), phase)
    return compareSteps(phase, times(false), times(true))
  })
  const longer = seconds(runs, true, wholeOf) - seconds(runs, false, wholeOf)
  const waited = seconds(runs, true, (run) => waitFor(run, dead))
  return [
    ...steps,
    {
      name: "longest wait of a barrier for the dead host alone",
      value: waited / connectTimeout,
      unit: " connect timeouts",
      limit: 1,
      detail: `${waited.toFixed(1)} s of ${connectTimeout} s`,
    },
    {
      name: "the whole rollout longer, also by the slow host's own steps",
      value: longer / connectTimeout,
      unit: " connect timeouts",
      limit: 1,
      detail: `${seconds(runs, true, wholeOf).toFixed(1)} s against ${seconds(runs, false, wholeOf).toFixed(1)} s; ${simulated}`,
    },
  ]
}

/** A phase by the median of its hosts: the change of each against itself. */
function compareSteps(phase: Phase, smooth: Map<string, number>, held: Map<string, number>): Measure {
  const changes = [...smooth].map(([host, ms]) => (held.get(host) ?? Number.NaN) / ms)
  const [before, now] = [median([...smooth.values()]), median([...held.values()])]
  const sorted = changes.toSorted((one, other) => one - other)
  const ninth = sorted[Math.floor(sorted.length * 0.9)] ?? Number.NaN
  return {
    name: `${phase}, step time of the other ${changes.length}`,
    value: median(changes),
    unit: "×",
    ...(judged(phase) ? { limit } : {}),
    detail: `${(now / 1000).toFixed(2)} s against ${(before / 1000).toFixed(2)} s, nine of ten hosts below ${ninth.toFixed(2)}×`,
  }
}

/** Each host's median over the rounds. */
function medians(steps: readonly Ended[], phase: Phase): Map<string, number> {
  const byHost = new Map<string, number[]>()
  for (const { host, ms } of steps.filter((step) => step.phase === phase))
    byHost.set(host, [...(byHost.get(host) ?? []), ms])
  return new Map([...byHost].map(([host, own]) => [host, median(own)]))
}

function ended({ entries }: Run): Ended[] {
  return entries.filter((entry): entry is Ended => entry.type === "phase" && entry.state !== "started")
}

/** Seconds from the first event to the last. */
function wholeOf({ entries }: Run): number {
  return secondsBetween(entries[0], entries.at(-1))
}

/** How long after everybody else, slow ones included, the host's last step of a part ended, seconds. */
function waitFor(run: Run, host: string): number {
  const last = ended(run).findLast((step) => step.host === host)
  const until = run.entries.findIndex((entry) => entry.type === "part" && entry.part === 2)
  const others = ended({ ...run, entries: run.entries.slice(0, until) }).filter((step) => step.host !== host)
  return Math.max(0, secondsBetween(others.at(-1), last))
}

function secondsBetween(from: JournalEntry | undefined, to: JournalEntry | undefined): number {
  return (Date.parse(to?.time ?? "") - Date.parse(from?.time ?? "")) / 1000
}

function seconds(runs: readonly Run[], held: boolean, of: (run: Run) => number): number {
  return median(runs.filter((run) => run.held === held).map(of))
}
