import { join } from "node:path"
import { type ExitCode, ToolError } from "../errors.js"
import type { JournalEntry } from "../rollout/journal.js"
import { rollbackOf } from "../rollout/rollback.js"
import { chooseDelivery } from "./delivery.js"
import { requireFleet } from "./fleetFile.js"
import type { Io } from "./io.js"
import type { PassphraseOptions } from "./passphraseOptions.js"
import { planFor, readRollout } from "./rolloutPlan.js"
import { execute, type RunOptions } from "./rolloutRun.js"
import { sshWays } from "./sshSettings.js"

export interface RollbackOptions extends RunOptions, PassphraseOptions {
  readonly fleet?: string
  readonly rollout?: string
  readonly limit?: readonly string[]
}

export async function rollback(io: Io, dir: string | undefined, options: RollbackOptions): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet ?? "fleet.yaml")
  const { folder, delivery } = await chooseDelivery(io, fleet, dir, options)
  const journals = join(folder, "rollouts")
  const { id, entries } = await readRollout(io, journals, options.rollout, changedSomething)
  const ways = await sshWays(io, fleet)
  const resumption = rollbackOf(entries)
  const plan = planFor(io, fleet, { delivery, options, earlier: { id, entries }, ways })
  const changed = changedHosts(entries)
  const hosts = plan.hosts.filter(({ host }) => changed.has(host))
  if (hosts.length === 0)
    throw new ToolError("config", `rollout ${id} changed none of these servers`, {
      hint: "--rollout names another one, by its file in the rollouts folder",
    })
  return execute(io, { fleet, plan: { ...plan, hosts }, ways, options, journals, entries, resumption })
}

function changedHosts(entries: readonly JournalEntry[]): Set<string> {
  return new Set(entries.flatMap((entry) => (entry.type === "intent" ? [entry.host] : [])))
}

/** A rollout that found everything in place has nothing to take back. */
function changedSomething(entries: readonly JournalEntry[]): boolean {
  return changedHosts(entries).size > 0
}
