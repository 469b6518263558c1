import { randomBytes } from "node:crypto"
import { hostname, userInfo } from "node:os"
import { join } from "node:path"
import type { Io } from "../cli/io.js"
import type { PassphraseOptions } from "../cli/options/passphrase.js"
import type { RunOptions } from "../cli/rollout/execute.js"
import { ToolError } from "../errors.js"
import { limitServers } from "../fleet/limit.js"
import { carriesCertificate, type Fleet } from "../fleet/types.js"
import type { SshWays } from "../local/sshSettings.js"
import type { RestartMode } from "../zimbra/activation.js"
import { chooseCanaries } from "./order/canaries.js"
import { impossible } from "./order/rolling.js"
import { type HostPlan, planHosts, type RolloutPlan, type RolloutSettings } from "./plan.js"
import { type JournalEntry, readJournal } from "./record/journal.js"
import { isRollbackCutOff, type Resumption, resumptionOf } from "./record/resume.js"

export interface RolloutOptions extends PassphraseOptions, RunOptions {
  readonly fleet?: string
  readonly dryRun?: boolean
  readonly limit?: readonly string[]
  readonly restart?: string
  readonly rolling?: boolean
  readonly canary?: readonly string[]
  readonly parallel?: string
  readonly maxFailures?: string
  readonly resume?: boolean
  readonly allowDown?: boolean
  readonly outsideWindow?: boolean
}

/** Between two looks at a port that is being proven, milliseconds. */
const probeIntervalMs = 250

export interface Earlier {
  readonly id: string
  readonly entries: readonly JournalEntry[]
}

export interface PlanInputs {
  readonly delivery: RolloutPlan["delivery"]
  readonly options: Partial<RolloutOptions>
  readonly earlier: Earlier | undefined
  readonly ways: SshWays
}

type Start = JournalEntry & { readonly type: "start" }

/** What to do on which server; an earlier run's choices stand. */
export function planFor(io: Io, fleet: Fleet, { delivery, options, earlier, ways }: PlanInputs): RolloutPlan {
  const begun = earlier?.entries.find((entry): entry is Start => entry.type === "start")
  if (begun !== undefined && begun.certificate !== delivery.fingerprint)
    throw new ToolError("config", "that rollout was for another certificate", {
      hint: "name the folder of that certificate",
    })
  if (begun !== undefined && options.limit === undefined) refuseMissing(fleet, begun)
  const restart = begun?.restart ?? restartMode(options.restart ?? fleet.rollout.restart)
  const limited = new Set(limitServers(fleet, options.limit ?? []).map(({ host }) => host))
  const only = begun === undefined ? limited : new Set(begun.hosts.filter((host) => limited.has(host)))
  const hosts = planHosts(fleet, { restart, target: ways.target, only })
  if (hosts.length === 0)
    throw new ToolError("config", "none of these servers carries the certificate", {
      hint: "check roles and --limit",
    })
  const id = earlier?.id ?? newRolloutId(io)
  const settings = settingsFor(fleet, options, hosts, begun)
  const never = settings.rolling ? impossible(fleet.farms) : undefined
  if (never !== undefined)
    throw new ToolError(
      "config",
      `farm ${never.name} has ${never.members.length} members and a minimum of ${never.minimum}: none may leave`,
      {
        hint: "lower its minimum in fleet.yaml, or leave --rolling out",
      },
    )
  return { id, holder: `${userInfo().username}@${hostname()}`, hosts, farms: fleet.farms, delivery, settings }
}

/** A server that was begun with must not be left half-way without a word because fleet.yaml forgot it. */
function refuseMissing(fleet: Fleet, begun: Start): void {
  const there = new Set(fleet.servers.filter(carriesCertificate).map(({ host }) => host))
  const missing = begun.hosts.filter((host) => !there.has(host))
  if (missing.length === 0) return
  throw new ToolError(
    "config",
    `${missing.join(", ")} took part in rollout ${begun.rollout}, but fleet.yaml has no such server with the certificate`,
    { hint: "put it back into fleet.yaml for now, or leave it out on purpose: --limit '*'" },
  )
}

/** Sorts by time, is unique, and names the folder on every host. */
function newRolloutId(io: Io): string {
  const time = new Date(io.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "")
  return `${time}-${randomBytes(3).toString("hex")}`
}

function settingsFor(
  fleet: Fleet,
  options: Partial<RolloutOptions>,
  hosts: readonly HostPlan[],
  begun: Start | undefined,
): RolloutSettings {
  const { rollout: given, ssh } = fleet
  return {
    parallel: wholeNumber("--parallel", options.parallel, given.parallel, 1),
    restart: begun?.restart ?? restartMode(options.restart ?? given.restart),
    localOnly: begun?.localOnly ?? given.localOnly,
    keepBackups: given.keepBackups,
    maxFailures: begun?.maxFailures ?? failureBudget(options.maxFailures ?? "0", hosts.length),
    rolling: begun?.rolling ?? options.rolling === true,
    canaries: begun?.canaries ?? canariesFor(fleet, options.canary, hosts),
    breakLock: options.breakLock === true,
    allowDown: options.allowDown === true,
    connectTimeoutMs: ssh.connectTimeout * 1000,
    stepTimeoutMs: given.stepTimeout * 1000,
    probeTimeoutMs: given.probeTimeout * 1000,
    probeIntervalMs,
  }
}

/** A number of servers, or a share of them rounded down. */
function failureBudget(text: string, hosts: number): number {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1]
  if (percent === undefined) return wholeNumber("--max-failures", text, 0, 0)
  return Math.floor((hosts * Math.min(Number(percent), 100)) / 100)
}

function canariesFor(
  fleet: Fleet,
  words: readonly string[] | undefined,
  hosts: readonly HostPlan[],
): string[] {
  if (words === undefined) return []
  const [first = ""] = words
  if (words.length === 1 && /^\d+$/.test(first)) return chooseCanaries(hosts, Number(first))
  return limitServers(fleet, words).map(({ host }) => host)
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

/** A rollout's journal: the one named, else the last one of the folder that counts. */
export async function readRollout(
  io: Io,
  journals: string,
  id?: string,
  counts: (entries: readonly JournalEntry[]) => boolean = () => true,
): Promise<Earlier> {
  const names = (await io.files.exists(journals)) ? await io.files.list(journals) : []
  const own = names.filter((name) => name.endsWith(".jsonl")).map((name) => name.replace(/\.jsonl$/, ""))
  for (const name of own.filter((one) => id === undefined || one === id).reverse()) {
    const entries = await wholeJournal(io, join(journals, `${name}.jsonl`))
    if (counts(entries) || id !== undefined) return { id: name, entries }
  }
  throw new ToolError(
    "config",
    `${journals} holds no journal${id === undefined ? " to go by" : ` of rollout ${id}`}`,
    {
      hint: own.length === 0 ? "nothing was rolled out from this folder" : `there are ${own.join(", ")}`,
    },
  )
}

async function wholeJournal(io: Io, file: string): Promise<JournalEntry[]> {
  const { entries, missing } = readJournal(new TextDecoder().decode(await io.files.read(file)))
  if (missing === undefined) return entries
  throw new ToolError("unreadable", `${file} is damaged: entry ${missing} is missing`, {
    hint: "bring it back from a copy (--events writes one); certfleet probe shows what the servers serve",
  })
}

/** False where not even the first line found room on the disk: such a journal must not hide the one before it. */
function hasBegun(entries: readonly JournalEntry[]): boolean {
  return entries.some(({ type }) => type === "start")
}

/** The last rollout of the folder, when it never came to its end. */
export async function unfinishedRollout(
  io: Io,
  journals: string,
): Promise<Earlier & { readonly resumption: Resumption }> {
  const earlier = await readRollout(io, journals, undefined, hasBegun)
  if (isRollbackCutOff(earlier.entries))
    throw new ToolError("config", "what was cut off last is a rollback, not a rollout", {
      hint: "run certfleet rollback again, with the same --limit",
    })
  const resumption = resumptionOf(earlier.entries)
  if (resumption === undefined)
    throw new ToolError("config", "the last rollout of this folder came to its end", {
      hint: "run certfleet rollout without --resume to begin another",
    })
  return { ...earlier, resumption }
}
