import { dirname } from "node:path"
import { ToolError } from "../errors.js"
import { cutOffRollout } from "../rollout/record/journals.js"
import { isRollbackCutOff } from "../rollout/record/resume.js"
import type { Meant } from "../rollout/record/whichRollout.js"
import { isFleetHeld } from "./fleetLock.js"

/**
 * What was left half-way is taken up or taken back first: a second rollout finds nothing there to go back to.
 *
 * @param journals of the certificate that is to be rolled out
 * @param breakLock is not put off by a lock
 * @param anew how another one is begun all the same; nothing is said of that where it is empty
 * @throws ToolError `config` where the last rollout was cut off
 */
export async function refuseAfterCutOff(
  { files, fleet, command }: Meant,
  journals: string,
  breakLock: boolean,
  anew = "--anew begins another all the same",
): Promise<void> {
  const last = await cutOffRollout(files, fleet, journals)
  if (last === undefined) return
  // One that still runs has no end either: the lock keeps it apart.
  if (!breakLock && (await isFleetHeld({ files, fleetFile: fleet.file }))) return
  const folder = dirname(last.journals)
  const rollback = isRollbackCutOff(last.entries)
  const ways = rollback
    ? command(["rollback", folder, "--rollout", last.id], fleet)
    : `${command(["rollout", folder, "--resume"], fleet)} finishes it, or ${command(["rollback", folder], fleet)} takes it back`
  throw new ToolError(
    "config",
    `${rollback ? "the rollback of rollout" : "rollout"} ${last.id} did not end: servers may be half-way`,
    { hint: [ways, anew].filter(Boolean).join("; ") },
  )
}
