import type { Fleet } from "../fleet/types.js"
import { ssh2Connector } from "../remote/ssh2.js"
import type { RolloutResult } from "../rollout/engine.js"
import { type JournaledRun, runJournaled } from "../rollout/journaled.js"
import type { RolloutPlan } from "../rollout/plan.js"
import type { EventSink } from "../rollout/record/events.js"
import { takeFleetLock } from "./fleetLock.js"
import type { Machine } from "./machine.js"
import { spareMemory } from "./memory.js"
import { handshakeProver } from "./prover.js"
import type { SshOptions, SshWays } from "./sshSettings.js"

export interface RolloutFromHere extends JournaledRun {
  readonly fleet: Fleet
  readonly plan: RolloutPlan
  /** How this machine logs in, from `sshWays`. */
  readonly ways: SshWays
  /** Passwords to ask for; none unless given. */
  readonly ssh?: SshOptions
  /** Who sees every event beside the journal; called once nothing stands in the way of a beginning. */
  readonly watch?: () => Promise<readonly EventSink[]>
  /** The first interruption: running steps end, then everything changed is put back. */
  readonly softStop?: AbortSignal
  /** The second: stop at once and leave the journal to a later resume. */
  readonly hardStop?: AbortSignal
}

/**
 * Runs a plan from this machine: logs in by its SSH settings, keeps other rollouts of the fleet out, writes the journal,
 * proves by handshakes from here. With a resumption it goes on where an earlier run was cut off, or takes it back.
 *
 * @throws ToolError `locked`, `config` where there is nothing to log in with, or for a journal that cannot be written
 */
export async function runFromHere(machine: Machine, run: RolloutFromHere): Promise<RolloutResult> {
  const { fleet, plan, ways, watch } = run
  const { files, clock, openLog, processes } = machine
  const never = new AbortController().signal
  const { softStop = never, hardStop = never } = run
  spareMemory(plan.hosts.length)
  const targets = plan.hosts.map(({ target }) => target)
  const ssh = await ways.open(targets, run.ssh ?? {})
  const unlock = await takeFleetLock(
    { files, clock, fleetFile: fleet.file },
    { id: plan.id, holder: plan.holder, force: plan.settings.breakLock },
  )
  try {
    const watchers = (await watch?.()) ?? []
    const prover = handshakeProver(clock, fleet.zimbra.home, hardStop)
    const ports = {
      files,
      clock,
      openLog,
      processes,
      connector: ssh2Connector(ssh),
      prover,
      watchers,
      softStop,
      hardStop,
    }
    return await runJournaled(plan, ports, run)
  } finally {
    await unlock()
  }
}
