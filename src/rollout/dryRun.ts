import type { RemoteCommand } from "../remote/session.js"
import { Secret } from "../secret.js"
import { zimbraCommands } from "../zimbra/commands.js"
import type { HostPlan, RolloutPlan } from "./plan.js"

/** One command that a rollout will run on a host, as it will run it. */
export interface PlannedStep {
  readonly part: 1 | 2 | 3 | 4
  readonly command: RemoteCommand
  /** The program that runs detached, when the command only starts it and waits. */
  readonly detached?: readonly string[]
}

/** Stands for the folder that mktemp will make on the host. */
export const stagingPlaceholder = "STAGING"

/** What one wait for a detached step asks for at most, milliseconds. */
export const waitMs = 20_000

/** Every command of a rollout that goes well, in order. A dry run prints these; a real run executes the same. */
export function plannedSteps(plan: RolloutPlan, host: HostPlan): PlannedStep[] {
  const commands = zimbraCommands(host.installation, plan.id)
  const { breakLock, keepBackups, localOnly } = plan.settings
  const deploy = commands.deploy(stagingPlaceholder, { localOnly, attempt: 1 })
  const files = new Secret("")
  return [
    { part: 1, command: commands.preflight() },
    { part: 1, command: commands.inspect() },
    { part: 1, command: commands.stage(files, plan.holder, breakLock) },
    { part: 1, command: commands.verify(stagingPlaceholder) },
    { part: 1, command: commands.inspect() },
    { part: 1, command: commands.backup() },
    { part: 2, command: commands.installKey(stagingPlaceholder) },
    { part: 2, command: deploy.wait(waitMs), detached: deploy.argv },
    { part: 2, command: commands.inspect() },
    ...host.activations.map((activation): PlannedStep => {
      const { argv, wait } = commands.activate(activation, 1)
      return { part: 3, command: wait(waitMs), detached: argv }
    }),
    { part: 4, command: commands.finish(keepBackups) },
  ]
}
