import { printable } from "../../report/printable.js"
import { hookObstacles, requireHookPrograms } from "../../rollout/hooks/programs.js"
import type { RolloutPlan } from "../../rollout/plan.js"
import type { Resumption } from "../../rollout/record/resume.js"
import type { Io } from "../io.js"
import { machineOf } from "./machine.js"

/**
 * Looks whether the hooks of a plan could be started; for what is taken up or taken back it only warns.
 *
 * @throws ToolError `config` for a new rollout one of whose hooks could not
 */
export async function lookForHooks(
  io: Io,
  { hooks }: RolloutPlan,
  resumption: Resumption | undefined,
): Promise<void> {
  const { processes } = machineOf(io)
  if (resumption === undefined) return requireHookPrograms(hooks, processes)
  for (const obstacle of await hookObstacles(hooks, processes))
    io.stderr.write(`certfleet: warning: ${printable(obstacle)}\n`)
}
