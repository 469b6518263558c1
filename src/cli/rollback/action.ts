import { dirname } from "node:path"
import type { ExitCode } from "../../errors.js"
import { fleetCommand } from "../../fleet/command.js"
import { localHolder } from "../../local/holder.js"
import { planRollback } from "../../rollout/planning.js"
import { journalFolder, rolloutToTakeBack } from "../../rollout/record/journals.js"
import { rolloutToUndo } from "../../rollout/record/whichRollout.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { lookForHooks } from "../inputs/hookPrograms.js"
import { waysIn } from "../inputs/sshWays.js"
import type { Io } from "../io.js"
import { execute } from "../rollout/execute.js"
import { choicesOf, type RunOptions, requireRun } from "../rollout/options.js"
import { showPlan } from "../rollout/showPlan.js"
import { note } from "../terminal/voice.js"

export interface RollbackOptions extends RunOptions {
  readonly fleet?: string
  readonly domain?: string
  readonly rollout?: string
  readonly limit?: readonly string[]
  readonly dryRun?: boolean
  readonly force?: boolean
}

export async function rollback(io: Io, dir: string | undefined, options: RollbackOptions): Promise<ExitCode> {
  requireRun(options)
  const fleet = await requireFleet(io, options.fleet, options.domain)
  const named = dir === undefined ? undefined : journalFolder(dir)
  const { journals, ...earlier } =
    named === undefined
      ? await rolloutToUndo({ files: io.files, fleet, command: fleetCommand }, options.rollout)
      : { journals: named, ...(await rolloutToTakeBack(io.files, named, options.rollout)) }
  if (named === undefined) note(io, `certfleet: takes back rollout ${earlier.id} of ${dirname(journals)}`)
  const ways = await waysIn(io, fleet, options.limit)
  const { plan, resumption } = planRollback(fleet, earlier, {
    ...{ choices: choicesOf(options), target: ways.target },
    ...{ holder: localHolder(), now: io.clock.now() },
  })
  await lookForHooks(io, plan, resumption)
  if (options.dryRun === true) return showPlan(io, plan, { ...options, resumption })
  const { entries } = earlier
  return execute(io, { fleet, plan, ways, options, journals, entries, resumption })
}
