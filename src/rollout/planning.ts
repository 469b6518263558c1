import { randomBytes } from "node:crypto"
import { ToolError } from "../errors.js"
import { limitServers } from "../fleet/limit.js"
import type { Fleet, Server } from "../fleet/types.js"
import type { Target } from "../remote/session.js"
import type { RestartMode } from "../zimbra/activation.js"
import { servedWhole } from "./domain/payload.js"
import { requireAllProxies } from "./domain/whole.js"
import { planHooks } from "./hooks/plan.js"
import { chooseCanaries } from "./order/canaries.js"
import { impossible } from "./order/rolling.js"
import {
  type HostPlan,
  type Payload,
  planHosts,
  type RolloutPlan,
  type RolloutSettings,
  takesPart,
} from "./plan.js"
import type { JournalEntry } from "./record/journal.js"
import type { Resumption } from "./record/resume.js"
import { changedHosts, payloadTakenBack, rollbackOf } from "./record/rollback.js"
import type { Earlier } from "./record/standing.js"

/** What may be chosen for one rollout; fleet.yaml says the rest. */
export interface RolloutChoices {
  /** Servers by name, role, farm or pattern; all unless given. */
  readonly limit?: readonly string[]
  readonly restart?: RestartMode
  readonly rolling?: boolean
  /** So many servers, or those that the words name, go all the way first. */
  readonly canary?: number | readonly string[]
  /** How many servers work at once. */
  readonly parallel?: number
  /** Failures that do not call the whole fleet back: a number of servers, or a share of them from 0 to 1. */
  readonly maxFailures?: number | { readonly share: number }
  /** Takes over a lock that another rollout left on a server. */
  readonly breakLock?: boolean
  /** Goes on where files and services hold different certificates already. */
  readonly allowHalfDone?: boolean
  /** Takes a rollout back past what would otherwise refuse it. */
  readonly force?: boolean
  /** Goes on although a port does not answer before the change. */
  readonly allowDown?: boolean
}

export interface PlanInputs {
  readonly payload: Payload
  /** Who runs it, for journal and locks: `user@machine`. */
  readonly holder: string
  readonly choices?: RolloutChoices
  /** The rollout that is taken up again or taken back: its choices stand. */
  readonly earlier?: Earlier | undefined
  /** How to log in to a server; what fleet.yaml says unless given. */
  readonly target?: (server: Server) => Target
  /** Milliseconds since the epoch; names a new rollout. */
  readonly now: number
}

/** From one look at a port that is being proven to the next, milliseconds. */
const probeIntervalMs = 200

type Start = JournalEntry & { readonly type: "start" }

/**
 * What to do on which server.
 *
 * @throws ToolError `config` or `usage` for a choice that cannot be kept
 */
export function planRollout(fleet: Fleet, inputs: PlanInputs): RolloutPlan {
  const { payload, holder, choices = {}, earlier, target, now } = inputs
  const begun = earlier?.entries.find((entry): entry is Start => entry.type === "start")
  if (begun !== undefined && begun.certificate !== payload.fingerprint)
    throw new ToolError("config", "that rollout was for another certificate", {
      hint: "name the folder of that certificate",
    })
  refuseOtherDomain(fleet, payload.commonName, begun)
  if (begun !== undefined && choices.limit === undefined) refuseMissing(fleet, begun)
  const restart = begun?.restart ?? choices.restart ?? fleet.rollout.restart
  const limited = new Set(limitServers(fleet, choices.limit ?? []).map(({ host }) => host))
  if (fleet.domain !== undefined) {
    const all = fleet.servers.filter((server) => takesPart(server, fleet.domain)).map(({ host }) => host)
    requireAllProxies(fleet.domain, { all, limited, begun })
  }
  const only = begun === undefined ? limited : new Set(begun.hosts.filter((host) => limited.has(host)))
  const hosts = planHosts(fleet, { restart, only, ...(target === undefined ? {} : { target }) })
  if (hosts.length === 0)
    throw new ToolError("config", "none of these servers carries the certificate", {
      hint: "check roles and --limit",
    })
  const settings = settingsFor(fleet, choices, hosts, begun)
  if (settings.rolling) refuseImpossible(fleet)
  return {
    ...{ id: earlier?.id ?? newRolloutId(now, fleet), holder, hosts, farms: fleet.farms },
    ...(fleet.domain === undefined ? {} : { domain: fleet.domain }),
    ...{ hooks: planHooks(fleet, hosts), settings },
    payload: fleet.domain === undefined ? payload : servedWhole(payload),
  }
}

/** What is for a domain must not become the fleet's certificate, nor the reverse. */
function refuseOtherDomain({ domain, domains }: Fleet, commonName: string, begun: Start | undefined): void {
  const own = domains.find(({ names }) => names[0] === commonName.toLowerCase())?.domain
  const meant = begun === undefined ? own : begun.domain
  if (meant === domain?.domain) return
  const what = begun === undefined ? `the certificate of ${commonName}` : `rollout ${begun.rollout}`
  throw meant === undefined
    ? new ToolError("usage", `${what} is not for the domain ${domain?.domain}`, {
        hint: "leave --domain out",
      })
    : new ToolError("usage", `${what} is for the domain ${meant}`, { hint: `say so: --domain ${meant}` })
}

/** A server that was begun with must not be left half-way without a word because fleet.yaml forgot it. */
function refuseMissing(fleet: Fleet, begun: Start): void {
  const there = new Set(
    fleet.servers.filter((server) => takesPart(server, fleet.domain)).map(({ host }) => host),
  )
  const missing = begun.hosts.filter((host) => !there.has(host))
  if (missing.length === 0) return
  throw new ToolError(
    "config",
    `${missing.join(", ")} took part in rollout ${begun.rollout}, but fleet.yaml has no such server with the certificate`,
    { hint: "put it back into fleet.yaml for now, or leave it out on purpose: --limit '*'" },
  )
}

function refuseImpossible({ farms }: Fleet): void {
  const never = impossible(farms)
  if (never === undefined) return
  throw new ToolError(
    "config",
    `farm ${never.name} has ${never.members.length} members and a minimum of ${never.minimum}: none may leave`,
    { hint: "lower its minimum in fleet.yaml, or leave --rolling out" },
  )
}

/** Sorts by time, is unique, and names the folder on every host. */
function newRolloutId(now: number, { domain }: Pick<Fleet, "domain">): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "")
  return `${domain === undefined ? "" : "domain-"}${time}-${randomBytes(3).toString("hex")}`
}

function settingsFor(
  fleet: Fleet,
  choices: RolloutChoices,
  hosts: readonly HostPlan[],
  begun: Start | undefined,
): RolloutSettings {
  const { rollout: given, ssh } = fleet
  return {
    parallel: choices.parallel ?? given.parallel,
    restart: begun?.restart ?? choices.restart ?? given.restart,
    localOnly: begun?.localOnly ?? given.localOnly,
    keepBackups: given.keepBackups,
    maxFailures: begun?.maxFailures ?? budgetFor(fleet, choices, hosts.length),
    rolling: begun?.rolling ?? choices.rolling === true,
    canaries: begun?.canaries ?? canariesFor(fleet, choices.canary, hosts),
    breakLock: choices.breakLock === true,
    allowHalfDone: choices.allowHalfDone === true,
    force: choices.force === true,
    allowDown: choices.allowDown === true,
    connectTimeoutMs: ssh.connectTimeout * 1000,
    stepTimeoutMs: given.stepTimeout * 1000,
    probeTimeoutMs: given.probeTimeout * 1000,
    probeIntervalMs,
  }
}

/** LDAP holds one certificate of a domain for all proxies: some that keep the new one and some that go back cannot be. */
function budgetFor({ domain }: Fleet, { maxFailures }: RolloutChoices, hosts: number): number {
  const budget = failureBudget(maxFailures, hosts)
  if (domain === undefined || budget === 0) return budget
  throw new ToolError("usage", `the certificate of ${domain.domain} is one for all proxies: none may fail`, {
    hint: "leave --max-failures out",
  })
}

/** A share is rounded down. */
function failureBudget(chosen: RolloutChoices["maxFailures"] = 0, hosts: number): number {
  return typeof chosen === "number" ? chosen : Math.floor(hosts * Math.min(chosen.share, 1))
}

function canariesFor(
  fleet: Fleet,
  chosen: RolloutChoices["canary"],
  hosts: readonly HostPlan[],
): readonly string[] {
  if (chosen === undefined) return []
  if (typeof chosen === "number") return chooseCanaries(hosts, chosen)
  return limitServers(fleet, chosen, "--canary").map(({ host }) => host)
}

/**
 * The way back of an earlier rollout, to the hosts that it may have changed.
 *
 * @throws ToolError `config` where there is nothing to take back
 */
export function planRollback(
  fleet: Fleet,
  earlier: Earlier,
  inputs: Omit<PlanInputs, "payload" | "earlier">,
): { readonly plan: RolloutPlan; readonly resumption: Resumption } {
  const { id, entries } = earlier
  const payload = payloadTakenBack(entries)
  if (payload === undefined) throw new ToolError("config", `the journal of rollout ${id} has no beginning`)
  const plan = planRollout(fleet, { ...inputs, payload, earlier })
  const changed = changedHosts(entries)
  const hosts = plan.hosts.filter(({ host }) => changed.has(host))
  if (hosts.length === 0)
    throw new ToolError("config", `rollout ${id} changed none of these servers`, {
      hint: "--rollout names another one, by its file in the rollouts folder",
    })
  return { plan: { ...plan, hosts, hooks: planHooks(fleet, hosts) }, resumption: rollbackOf(entries) }
}
