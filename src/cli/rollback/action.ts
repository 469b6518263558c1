import { join, resolve } from "node:path"
import { newestFolder } from "../../bundle/folders.js"
import { type ExitCode, ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import { sshWays } from "../../local/sshSettings.js"
import { planFor, readRollout } from "../../rollout/planning.js"
import type { JournalEntry } from "../../rollout/record/journal.js"
import { deliveryTakenBack, rollbackOf } from "../../rollout/record/rollback.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { execute, type RunOptions } from "../rollout/execute.js"
import { showPlan } from "../rollout/showPlan.js"

export interface RollbackOptions extends RunOptions {
  readonly fleet?: string
  readonly rollout?: string
  readonly limit?: readonly string[]
  readonly dryRun?: boolean
}

export async function rollback(io: Io, dir: string | undefined, options: RollbackOptions): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet ?? "fleet.yaml")
  const journals = await journalFolder(io, fleet, dir)
  const { id, entries } = await readRollout(io, journals, options.rollout, changedSomething)
  const delivery = deliveryTakenBack(entries)
  if (delivery === undefined) throw new ToolError("config", `the journal of rollout ${id} has no beginning`)
  const ways = await sshWays(io, fleet)
  const resumption = rollbackOf(entries)
  const plan = planFor(io, fleet, { delivery, options, earlier: { id, entries }, ways })
  const changed = changedHosts(entries)
  const hosts = plan.hosts.filter(({ host }) => changed.has(host))
  if (hosts.length === 0)
    throw new ToolError("config", `rollout ${id} changed none of these servers`, {
      hint: "--rollout names another one, by its file in the rollouts folder",
    })
  const planned = { ...plan, hosts }
  if (options.dryRun === true) return showPlan(io, planned, { ...options, resumption })
  return execute(io, { fleet, plan: planned, ways, options, journals, entries, resumption })
}

async function journalFolder(io: Io, fleet: Fleet, dir: string | undefined): Promise<string> {
  if (dir !== undefined) return join(resolve(io.cwd, dir), "rollouts")
  const folder = await newestFolder(io, fleet.certificate.commonName, "rollouts")
  if (folder !== undefined) return join(folder, "rollouts")
  throw new ToolError(
    "config",
    `nothing was rolled out from ./certificates for ${fleet.certificate.commonName}`,
    {
      hint: "name the folder of the certificate that was",
    },
  )
}

function changedHosts(entries: readonly JournalEntry[]): Set<string> {
  return new Set(entries.flatMap((entry) => (entry.type === "intent" ? [entry.host] : [])))
}

/** A rollout that found everything in place has nothing to take back. */
function changedSomething(entries: readonly JournalEntry[]): boolean {
  return changedHosts(entries).size > 0
}
