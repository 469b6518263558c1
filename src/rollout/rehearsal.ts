import { ToolError } from "../errors.js"
import type { FleetEndpoint } from "../fleet/endpoints.js"
import type { Domain } from "../fleet/types.js"
import type { RecordedCommand } from "../remote/recording.js"
import { type HealthyHost, healthyAnswer } from "../zimbra/healthyAnswers.js"
import type { Baseline } from "./hostContext.js"
import { completeDeploy, type FileState, type PairHashes, pairOf, type Wanted } from "./phases/fileState.js"
import type { Served } from "./phases/prover.js"
import { type Direction, type Phase, phases } from "./phases/table.js"
import type { HostPlan, RolloutPlan } from "./plan.js"
import type { RolloutEvent } from "./record/events.js"
import type { ResumedHost } from "./record/resume.js"

/** What a phase would do on its host, in order. */
export interface RehearsedPhase {
  readonly phase: Phase
  readonly commands: readonly RecordedCommand[]
  /** Ports that are looked at. */
  readonly looks: readonly FleetEndpoint[]
}

/** Where an earlier run left the host. */
export type RehearsedHost = Pick<ResumedHost, "baseline" | "left" | "state">

/** Stands for the folder that mktemp will make on the host. */
export const stagingPlaceholder = "STAGING"

/** Far more looks at a host than its proofs take: a clock that stands would never end them. */
const mostLooks = 10_000

/** What a port is taken to serve where no journal knows better. */
const unknownLeaf = "what was served before"

/** What a domain is taken to have: most rollouts renew. */
const unknownPair: PairHashes = { certificate: "0".repeat(64), key: "0".repeat(64) }

const noFiles: FileState = { hashes: new Map(), leaves: new Map() }

/** A host on which all goes well, and what was done there. */
export class Rehearsal {
  readonly #host: HostPlan
  readonly #wanted: Wanted
  readonly #before: Baseline | undefined
  readonly #left: FileState | undefined
  readonly #phases: (RehearsedPhase & { commands: RecordedCommand[]; looks: FleetEndpoint[] })[] = []
  /** Whether files and services are the new ones, or those from before: the way that they were last taken. */
  #state: { files: Direction; services: Direction } = { files: "undo", services: "undo" }
  readonly #ldap: RehearsedLdap
  #looks = 0
  #failure: string | undefined

  constructor(host: HostPlan, wanted: Wanted, ldap: RehearsedLdap, earlier?: RehearsedHost) {
    this.#host = host
    this.#ldap = ldap
    this.#wanted = wanted
    this.#before = earlier?.baseline
    this.#left = earlier?.left === "unknown" ? undefined : earlier?.left
    // What is to be taken back is there.
    if (earlier?.state.takenBack !== true) return
    this.#state = { files: "forward", services: "forward" }
    ldap.isNew = true
  }

  hear(event: RolloutEvent & { readonly type: "phase" }): void {
    if (event.state === "failed") this.#failure ??= `${event.phase}: ${event.detail ?? "no reason given"}`
    if (event.state !== "started") return
    const { direction, changes } = phases[event.phase]
    if (changes !== "nothing") this.#state[changes] = direction
    this.#phases.push({ phase: event.phase, commands: [], looks: [] })
  }

  run(command: RecordedCommand): string {
    this.#phases.at(-1)?.commands.push(command)
    if (command.detached !== undefined) this.#ldap.hear(command.name)
    return healthyAnswer(command, this.#healthy())
  }

  look(endpoint: FleetEndpoint): Served {
    this.#looks += 1
    if (this.#looks > mostLooks) throw new ToolError("internal", "its proof does not come to an end")
    const phase = this.#phases.at(-1)
    if (phase?.looks.includes(endpoint) === false) phase.looks.push(endpoint)
    const before = this.#before?.served.get(endpoint) ?? unknownLeaf
    const fingerprint = this.#state.services === "forward" ? this.#wanted.leaf : before
    return { ok: true, fingerprint, from: { way: "direct", address: endpoint.address } }
  }

  /** What was done there, once it is over. */
  whole(): readonly RehearsedPhase[] {
    if (this.#failure === undefined) return this.#phases
    throw new ToolError("internal", `${this.#host.host}: the dry run got stuck at ${this.#failure}`)
  }

  #healthy(): HealthyHost {
    const before = this.#before?.files ?? noFiles
    return {
      user: this.#host.installation.user,
      version: this.#before?.version,
      staging: stagingPlaceholder,
      staged: this.#wanted,
      files: this.#state.files === "forward" ? (this.#left ?? completeDeploy(this.#wanted)) : before,
      ...this.#domain(),
    }
  }

  #domain(): Pick<HealthyHost, "domain"> {
    const { domain, pair } = this.#ldap
    if (domain === undefined) return {}
    const old = this.#before?.ldap ?? unknownPair
    return {
      domain: {
        ...{ name: domain.domain, names: domain.names },
        files: this.#state.files === "forward" ? pair : old,
        ldap: this.#ldap.isNew ? pair : old,
      },
    }
  }
}

/** What LDAP holds for a domain while nothing is really saved there: one for all hosts. */
export class RehearsedLdap {
  readonly domain: Domain | undefined
  readonly pair: PairHashes
  isNew = false

  constructor({ domain, payload }: RolloutPlan) {
    this.domain = domain
    this.pair = pairOf(payload)
  }

  /** The steps that write it. */
  hear(step: string): void {
    if (/^savecrt(-|$)/.test(step)) this.isNew = true
    if (/^give-back(-|$)/.test(step)) this.isNew = false
  }
}
