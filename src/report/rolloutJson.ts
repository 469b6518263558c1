import type { ExitCode } from "../errors.js"
import type { HostResult } from "../rollout/engine.js"
import type { RolloutEvent } from "../rollout/record/events.js"
import type { JournalEntry } from "../rollout/record/journal.js"
import type { RolloutStory, RunStory } from "../rollout/record/story.js"

/** A rollout with all its runs, as its journal has it: what `rollout --json` prints, and what a page is made of. */
export interface RolloutJson {
  readonly version: 1
  readonly rollout: string
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certificate: string
  readonly commonName: string
  /** Of the last run; undefined where it never came to its end. */
  readonly exitCode?: ExitCode
  /** What each host ended in last. */
  readonly hosts: readonly HostResult[]
  readonly runs: readonly RunStory[]
}

/** A rollout's story with what came of each host; the entries are those that it was told from. */
export function rolloutJson(story: RolloutStory, entries: readonly JournalEntry[]): RolloutJson {
  const { id: rollout, certificate, commonName, runs } = story
  const { exitCode } = runs.at(-1) ?? {}
  return {
    ...{ version: 1, rollout, certificate, commonName },
    ...(exitCode === undefined ? {} : { exitCode }),
    ...{ hosts: hostsOf(entries), runs },
  }
}

type Ended = RolloutEvent & { readonly type: "outcome" }
type Proof = RolloutEvent & { readonly type: "proof" }

/** Every host that any run had, in their order; one that a later run takes up again has not ended before that ends. */
function hostsOf(entries: readonly JournalEntry[]): HostResult[] {
  const ended = new Map<string, Ended | undefined>()
  const proofs = new Map<string, Proof>()
  for (const entry of entries) {
    if (entry.type === "start") for (const host of entry.hosts) ended.set(host, ended.get(host))
    if (entry.type === "phase") ended.set(entry.host, undefined)
    if (entry.type === "proof") proofs.set(entry.host, entry)
    if (entry.type === "outcome") ended.set(entry.host, entry)
  }
  return [...ended].map(([host, outcome]) => ({ ...resultOf(host, outcome), ...proofOf(proofs.get(host)) }))
}

/** Journals of before have no notes. */
function proofOf(proof: Partial<Proof> | undefined): Pick<HostResult, "proofs" | "notes"> {
  const { ports: proofs = [], notes = [] } = proof ?? {}
  return { ...(proofs.length === 0 ? {} : { proofs }), ...(notes.length === 0 ? {} : { notes }) }
}

function resultOf(host: string, ended: Ended | undefined): HostResult {
  const { outcome, reason, ports = 0, portsProven = 0, ms = 0, commands, commandsAs } = ended ?? {}
  return {
    // The clock of a run may have been set back.
    ...{ host, outcome, reason, ports, portsProven, ms: Math.max(0, ms) },
    ...(commands === undefined ? {} : { commands }),
    ...(commandsAs === undefined ? {} : { commandsAs }),
  }
}
