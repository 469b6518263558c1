import type { Way } from "../probe/vantage.js"
import type { Outcome, Phase } from "../rollout/phases/table.js"
import type { PortProof, RolloutEvent } from "../rollout/record/events.js"
import { hookWords } from "./story/words.js"

export interface PhaseCount {
  readonly running: ReadonlySet<string>
  readonly ok: number
  readonly failed: number
}

/** What is known of a rollout that is under way. */
export interface Progress {
  readonly commonName: string
  readonly hosts: number
  readonly phases: ReadonlyMap<Phase, PhaseCount>
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** `host: what went wrong`, newest last. */
  readonly troubles: readonly { readonly host: string; readonly text: string }[]
  /** That everybody is called back, or about to be. */
  readonly decision: string | undefined
  /** How many ports were proven from where, so far. */
  readonly proven: ReadonlyMap<Way, number>
}

export const noProgress: Progress = {
  commonName: "",
  hosts: 0,
  phases: new Map(),
  outcomes: new Map(),
  troubles: [],
  decision: undefined,
  proven: new Map(),
}

const emptyCount: PhaseCount = { running: new Set(), ok: 0, failed: 0 }

/** Progress after one more event. Pure. */
export function withEvent(progress: Progress, event: RolloutEvent): Progress {
  switch (event.type) {
    case "start":
      return { ...progress, commonName: event.commonName, hosts: event.hosts.length }
    case "phase":
      return withPhase(progress, event)
    case "hook": {
      if (event.state !== "failed") return progress
      const trouble = { host: event.for, text: `${hookWords(event)} ${event.detail ?? "failed"}` }
      return { ...progress, troubles: [...progress.troubles, trouble] }
    }
    case "warning":
      return { ...progress, troubles: [...progress.troubles, { host: event.host, text: event.text }] }
    case "interruption":
      return { ...progress, decision: stoppingText(event.reason) }
    case "decision":
      return {
        ...progress,
        decision: event.decision === "undo" ? `calling back: ${event.reason}` : undefined,
      }
    case "proof":
      return { ...progress, proven: event.ports.reduce(withProof, progress.proven) }
    case "outcome":
      return { ...progress, outcomes: new Map([...progress.outcomes, [event.host, event.outcome]]) }
    default:
      return progress
  }
}

function withProof(proven: Progress["proven"], { from }: PortProof): Progress["proven"] {
  return from === undefined ? proven : new Map([...proven, [from, (proven.get(from) ?? 0) + 1]])
}

function withPhase(progress: Progress, event: RolloutEvent & { type: "phase" }): Progress {
  const { phase, host, state } = event
  const count = progress.phases.get(phase) ?? emptyCount
  const running = new Set(count.running)
  if (state === "started") running.add(host)
  else running.delete(host)
  const next: PhaseCount = {
    running,
    ok: count.ok + (state === "ok" || state === "unchanged" ? 1 : 0),
    failed: count.failed + (state === "failed" ? 1 : 0),
  }
  const phases = new Map([...progress.phases, [phase, next]])
  if (event.state !== "failed") return { ...progress, phases }
  const trouble = { host, text: `${phase} failed: ${event.detail ?? "no reason given"}` }
  return { ...progress, phases, troubles: [...progress.troubles, trouble] }
}

/** The same words about several hosts, folded: `11 hosts: …; mbs03.example.edu: …`. */
export function folded(messages: readonly { readonly host: string; readonly text: string }[]): string[] {
  const byText = new Map<string, string[]>()
  for (const { host, text } of messages) byText.set(text, [...(byText.get(text) ?? []), host])
  return [...byText]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([text, hosts]) => `${hosts.length === 1 ? hosts[0] : `${hosts.length} hosts`}: ${text}`)
}

/** What a human who stops a rollout wants to know at once. */
export function stoppingText(reason: string): string {
  const atOnce = reason === "interrupted" ? "Ctrl-C again stops at once" : "Ctrl-C twice stops at once"
  return `${reason}: running steps end, then what was changed is put back; ${atOnce}`
}
