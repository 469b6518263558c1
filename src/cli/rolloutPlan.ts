import { randomBytes } from "node:crypto"
import { hostname, userInfo } from "node:os"
import { join } from "node:path"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import { readJournal } from "../rollout/journal.js"
import { planHosts, type RolloutPlan, type RolloutSettings } from "../rollout/plan.js"
import { type Resumption, resumptionOf } from "../rollout/resume.js"
import type { RestartMode } from "../zimbra/activation.js"
import type { Io } from "./io.js"
import { limitServers } from "./limit.js"
import type { PassphraseOptions } from "./passphraseOptions.js"
import type { SshOptions, SshWays } from "./sshSettings.js"

export interface RolloutOptions extends PassphraseOptions, SshOptions {
  readonly fleet?: string
  readonly dryRun?: boolean
  readonly limit?: readonly string[]
  readonly restart?: string
  readonly canary?: readonly string[]
  readonly parallel?: string
  readonly maxFailures?: string
  readonly resume?: boolean
  readonly breakLock?: boolean
  readonly allowDown?: boolean
  readonly json?: boolean
}

/** Between two looks at a port that is being proven, milliseconds. */
const probeIntervalMs = 250

export interface Earlier {
  readonly id: string
  readonly entries: ReturnType<typeof readJournal>["entries"]
  readonly resumption: Resumption
}

export interface PlanInputs {
  readonly delivery: RolloutPlan["delivery"]
  readonly options: RolloutOptions
  readonly earlier: Earlier | undefined
  readonly ways: SshWays
}

export function planFor(io: Io, fleet: Fleet, { delivery, options, earlier, ways }: PlanInputs): RolloutPlan {
  const start = earlier?.entries.find((entry) => entry.type === "start")
  const begun = start?.type === "start" ? start : undefined
  if (begun !== undefined && begun.certificate !== delivery.fingerprint)
    throw new ToolError("config", "the rollout to resume was for another certificate", {
      hint: "name the folder of that certificate",
    })
  const settings = settingsFor(fleet, options, begun?.restart)
  const limited = new Set(limitServers(fleet, options.limit ?? []).map(({ host }) => host))
  const only = begun === undefined ? limited : new Set(begun.hosts)
  const id =
    earlier?.id ??
    `${new Date(io.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "")}-${randomBytes(3).toString("hex")}`
  return {
    id,
    holder: `${userInfo().username}@${hostname()}`,
    hosts: planHosts(fleet, { restart: settings.restart, target: ways.target, only }),
    delivery,
    settings,
  }
}

function settingsFor(fleet: Fleet, options: RolloutOptions, begun: RestartMode | undefined): RolloutSettings {
  const { rollout: given, ssh } = fleet
  return {
    parallel: wholeNumber("--parallel", options.parallel, given.parallel, 1),
    restart: begun ?? restartMode(options.restart ?? given.restart),
    localOnly: given.localOnly,
    keepBackups: given.keepBackups,
    maxFailures: wholeNumber("--max-failures", options.maxFailures, 0, 0),
    canaries: options.canary === undefined ? [] : limitServers(fleet, options.canary).map(({ host }) => host),
    breakLock: options.breakLock === true,
    allowDown: options.allowDown === true,
    connectTimeoutMs: ssh.connectTimeout * 1000,
    stepTimeoutMs: given.stepTimeout * 1000,
    probeTimeoutMs: given.probeTimeout * 1000,
    probeIntervalMs,
  }
}

function restartMode(text: string): RestartMode {
  if (text === "services" || text === "full" || text === "none") return text
  throw new ToolError("usage", `--restart ${text} is not known`, { hint: "write services, full or none" })
}

function wholeNumber(option: string, text: string | undefined, usual: number, least: number): number {
  if (text === undefined) return usual
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new ToolError("usage", `${option} ${text} is not a whole number from ${least} up`)
}

/** The newest journal of the folder, when its rollout never came to its end. */
export async function lastJournal(io: Io, journals: string): Promise<Earlier> {
  const names = (await io.files.exists(journals)) ? await io.files.list(journals) : []
  const name = names.filter((one) => one.endsWith(".jsonl")).at(-1)
  if (name === undefined)
    throw new ToolError("config", `${journals} holds no journal to resume`, {
      hint: "run certfleet rollout without --resume",
    })
  const { entries } = readJournal(new TextDecoder().decode(await io.files.read(join(journals, name))))
  const resumption = resumptionOf(entries)
  if (resumption === undefined)
    throw new ToolError("config", "the last rollout of this folder came to its end", {
      hint: "run certfleet rollout without --resume to begin another",
    })
  return { id: name.replace(/\.jsonl$/, ""), entries, resumption }
}
