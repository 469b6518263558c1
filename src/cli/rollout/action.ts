import { join } from "node:path"
import type { ExitCode } from "../../errors.js"
import { sshWays } from "../../local/sshSettings.js"
import { chooseDelivery } from "../../rollout/delivery.js"
import { planFor, type RolloutOptions, unfinishedRollout } from "../../rollout/planning.js"
import { requireFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { requireOpenWindow } from "../window.js"
import { execute } from "./execute.js"
import { showPlan } from "./showPlan.js"

export async function rollout(io: Io, dir: string | undefined, options: RolloutOptions): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet ?? "fleet.yaml")
  const { folder, delivery } = await chooseDelivery(io, fleet, dir, options)
  const journals = join(folder, "rollouts")
  const earlier = options.resume === true ? await unfinishedRollout(io, journals) : undefined
  const ways = await sshWays(io, fleet)
  const plan = planFor(io, fleet, { delivery, options, earlier, ways })
  if (options.dryRun === true) return showPlan(io, plan, { ...options, resumption: earlier?.resumption })
  if (options.outsideWindow !== true && earlier === undefined) requireOpenWindow(io, fleet)
  return execute(io, { fleet, plan, ways, options, journals, ...earlier })
}
