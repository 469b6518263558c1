import type { ExitCode } from "../../errors.js"
import type { HookMoment } from "../../fleet/types.js"
import type { Way } from "../../probe/vantage.js"
import type { RestartMode } from "../../zimbra/activation.js"
import type { PlainFileState } from "../phases/fileState.js"
import type { Outcome, Part, Phase } from "../phases/table.js"

/** A port at the end of a proof. */
export interface PortProof {
  readonly service: string
  readonly port: number
  readonly proven: boolean
  /** The name of a domain that was asked for, where it has a certificate of its own. */
  readonly name?: string
  /** From where it was seen to serve what it should; nothing of a port that was not. */
  readonly from?: Way
  /** What was connected to, as it is called from there. */
  readonly address?: string
  /** Why it is not proven. */
  readonly problem?: string
}

/** Of which hook it is, and what it runs for. */
interface OfHook {
  readonly type: "hook"
  readonly hook: string
  readonly when: HookMoment
  /** The server, the role, or `fleet`. */
  readonly for: string
  /** The server, where it runs for exactly one. */
  readonly host?: string
  readonly hosts: readonly string[]
  /** `undo` is its partner, which takes it back. */
  readonly way: "run" | "undo"
}

/**
 * What happens during a rollout, in the order in which it happens. The same values go to the journal,
 * to `--events` and to the display; none ever holds key material.
 */
export type RolloutEvent =
  | {
      readonly type: "start"
      readonly rollout: string
      readonly holder: string
      readonly certificate: string
      readonly commonName: string
      /** Where it is for a domain with a certificate of its own: that one. */
      readonly domain?: string
      readonly hosts: readonly string[]
      readonly restart: RestartMode
      /** True when an earlier run of the same rollout is taken up again. */
      readonly resumed: boolean
      /** True when backups are put back by hand. */
      readonly rollback?: boolean
      readonly maxFailures: number
      readonly localOnly: boolean
      readonly rolling: boolean
      readonly canaries: readonly string[]
    }
  | { readonly type: "phase"; readonly host: string; readonly phase: Phase; readonly state: "started" }
  | {
      readonly type: "phase"
      readonly host: string
      readonly phase: Phase
      readonly state: "ok" | "unchanged" | "failed"
      /** Milliseconds since it started. */
      readonly ms: number
      readonly detail?: string
    }
  /** Written and flushed before a step that changes the host, with what would take it back. */
  | { readonly type: "intent"; readonly host: string; readonly step: string; readonly undo: string }
  /** Written and flushed before a hook runs, with what takes it back. */
  | (OfHook & {
      readonly state: "started"
      readonly argv: readonly string[]
      readonly undo?: readonly string[]
      readonly timeoutMs: number
      /** Names of further variables that it sees. */
      readonly environment: readonly string[]
    })
  | (OfHook & {
      readonly state: "ok" | "failed"
      /** Milliseconds since it started. */
      readonly ms: number
      readonly detail?: string
    })
  /** What an undo must bring back, as seen before the first change. */
  | (PlainFileState & {
      readonly type: "baseline"
      readonly host: string
      /** `service:port` → the leaf's fingerprint. */
      readonly served: Readonly<Record<string, string>>
      /** The same by the further names that users reach the ports by: `service:port name` → fingerprint. */
      readonly servedByName?: Readonly<Record<string, string>>
      readonly version?: string
      /** Files and services held different certificates: what was served cannot be brought back. */
      readonly halfDone?: true
      /** SHA-256 of the pair that LDAP held for the server. */
      readonly ldap?: { readonly certificate?: string; readonly key?: string }
    })
  /** Something that the rollout goes on with because it was told to. */
  | { readonly type: "warning"; readonly host: string; readonly text: string }
  /** What a deploy left, complete: a rollback overwrites nothing else without being told to. */
  | (PlainFileState & { readonly type: "deployed"; readonly host: string })
  /** What a proof came to, port by port: after the change, after an undo, or of a server that was left unchanged. */
  | {
      readonly type: "proof"
      readonly host: string
      readonly ports: readonly PortProof[]
      readonly notes: readonly string[]
    }
  | { readonly type: "part"; readonly part: Part; readonly hosts: readonly string[] }
  /** Somebody, or the time limit, stops the rollout: running steps end first. */
  | { readonly type: "interruption"; readonly reason: string }
  | { readonly type: "decision"; readonly decision: "go-on" | "undo"; readonly reason: string }
  | {
      readonly type: "outcome"
      readonly host: string
      readonly outcome: Outcome
      readonly ports: number
      readonly portsProven: number
      /** How long its own phases took, milliseconds. */
      readonly ms: number
      readonly reason?: string
      /** Of a host that is stuck: what a human runs there. */
      readonly commands?: readonly string[]
      /** As whom. */
      readonly commandsAs?: string
    }
  | { readonly type: "end"; readonly exitCode: ExitCode }

/** Takes events; resolves when the event is safe (for the journal: on disk). */
export interface EventSink {
  emit(event: RolloutEvent): Promise<void>
}
