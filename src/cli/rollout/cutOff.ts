import { dirname } from "node:path"
import { ToolError } from "../../errors.js"
import type { Fleet } from "../../fleet/types.js"
import { isFleetHeld } from "../../local/fleetLock.js"
import { cutOffRollout } from "../../rollout/record/journals.js"
import { isRollbackCutOff } from "../../rollout/record/resume.js"
import type { Io } from "../io.js"
import { nextCommand } from "../options/nextCommand.js"
import type { RolloutOptions } from "./options.js"

interface Beginning {
  readonly fleet: Fleet
  readonly journals: string
  readonly options: Pick<RolloutOptions, "anew" | "breakLock">
}

/**
 * What was left half-way is taken up or taken back first: a second rollout finds nothing there to go back to.
 *
 * @throws ToolError `config` where the last rollout was cut off
 */
export async function refuseAfterCutOff(io: Io, { fleet, journals, options }: Beginning): Promise<void> {
  if (options.anew === true) return
  const last = await cutOffRollout(io.files, fleet, journals)
  if (last === undefined) return
  // One that still runs has no end either: the lock keeps it apart.
  if (options.breakLock !== true && (await isFleetHeld({ files: io.files, fleetFile: fleet.file }))) return
  const domain = fleet.domain === undefined ? [] : ["--domain", fleet.domain.domain]
  const command = (name: string, ...more: string[]): string =>
    nextCommand([name, dirname(last.journals), ...domain, ...more], fleet.file)
  const rollback = isRollbackCutOff(last.entries)
  const back = command("rollback", "--rollout", last.id)
  throw new ToolError(
    "config",
    `${rollback ? "the rollback of rollout" : "rollout"} ${last.id} did not end: servers may be half-way`,
    {
      hint: `${rollback ? back : `${command("rollout", "--resume")} finishes it, or ${command("rollback")} takes it back`}; --anew begins another all the same`,
    },
  )
}
