import { ToolError } from "../errors.js"
import type { Clock } from "../ports.js"
import { recordingConnector } from "../remote/recording.js"
import { runRollout } from "./engine.js"
import { wantedOf } from "./phases/fileState.js"
import type { HostPlan, RolloutPlan } from "./plan.js"
import type { RolloutEvent } from "./record/events.js"
import { type Resumption, resumedHost } from "./record/resume.js"
import { Rehearsal, RehearsedLdap, type RehearsedPhase } from "./rehearsal.js"

/** A hook that would run on this machine. */
export type RehearsedHook = RolloutEvent & { readonly type: "hook"; readonly state: "started" }

export interface DryRun {
  /** What an earlier run is taken up for; undefined for a new rollout. */
  readonly resumed: "rollout" | "rollback" | undefined
  /** Why every changed host would be called back, where the journal says so. */
  readonly calledBack: string | undefined
  /** In the order in which they would begin. */
  readonly hooks: readonly RehearsedHook[]
  /** A host that has come to its end has no phases any more. */
  readonly hosts: readonly { readonly host: HostPlan; readonly phases: readonly RehearsedPhase[] }[]
}

/**
 * Runs a rollout against hosts that are not there and on which all goes well, and tells what it would have run on each:
 * the engine is the real one, so a real run executes the same. Nothing is reached, nothing is written, nobody waits.
 *
 * @throws ToolError `internal` when the engine does not go through with it
 */
export async function dryRun(plan: RolloutPlan, resumption?: Resumption): Promise<DryRun> {
  const wanted = wantedOf(plan.payload)
  const ldap = new RehearsedLdap(plan)
  const rehearsals = new Map(
    plan.hosts.map((host) => {
      const earlier = resumption === undefined ? undefined : resumedHost(resumption, host)
      return [host.host, new Rehearsal(host, wanted, ldap, earlier)]
    }),
  )
  const at = (host: string): Rehearsal => {
    const rehearsal = rehearsals.get(host)
    if (rehearsal === undefined) throw new ToolError("internal", `${host} is not part of this rollout`)
    return rehearsal
  }
  let calledBack: string | undefined
  const hooks: RehearsedHook[] = []
  const hear = (event: RolloutEvent): void => {
    if (event.type === "decision" && event.decision === "undo") calledBack = event.reason
    if (event.type === "phase") at(event.host).hear(event)
    if (event.type === "hook" && event.state === "started") hooks.push(event)
  }
  const never = new AbortController().signal
  await runRollout(
    plan,
    {
      connector: recordingConnector((command) => at(command.host).run(command)),
      prover: { look: async (endpoint) => at(endpoint.host).look(endpoint), check: async () => undefined },
      clock: standingClock,
      processes: { run: async () => ({ status: 0, stdout: "", stderr: "" }) },
      sink: { emit: async (event) => hear(event) },
      softStop: never,
      hardStop: never,
    },
    resumption,
  )
  return {
    resumed: resumption === undefined ? undefined : resumption.rollback === true ? "rollback" : "rollout",
    calledBack,
    hooks,
    hosts: plan.hosts.map((host) => ({ host, phases: at(host.host).whole() })),
  }
}

/** Whatever is waited for has happened already. */
const standingClock: Clock = { now: () => 0, sleep: async () => undefined }
