import type { Finding } from "../finding.js"
import type { Fleet } from "../fleet/types.js"
import { ssh2Connector } from "../remote/ssh2.js"
import type { RolloutResult } from "../rollout/engine.js"
import { requireHookPrograms } from "../rollout/hooks/programs.js"
import { type JournaledRun, runJournaled } from "../rollout/journaled.js"
import type { RolloutPlan } from "../rollout/plan.js"
import type { EventSink } from "../rollout/record/events.js"
import { requirePublishedKey } from "../rollout/tlsaGuard.js"
import { localDns } from "./dns.js"
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
  /** Goes on where TLSA records match no key of the rollout's. */
  readonly ignoreTlsa?: boolean | undefined
  /** Told what of the TLSA records could not be checked. */
  readonly warn?: (findings: readonly Finding[]) => void
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
 * @throws ToolError `tlsa-mismatch` where DANE senders would defer all mail (see `requirePublishedKey`), `locked`, `config` where there is nothing to log in with or the program of a hook cannot be run, or for a journal that cannot be written
 */
export async function runFromHere(machine: Machine, run: RolloutFromHere): Promise<RolloutResult> {
  const { fleet, plan, ways, watch } = run
  const { files, clock, openLog, processes } = machine
  const never = new AbortController().signal
  const { softStop = never, hardStop = never } = run
  // What is taken up or taken back must come to its end, with hooks or without.
  if (run.resumption === undefined) await requireHookPrograms(plan.hooks, processes)
  spareMemory(plan.hosts.length)
  const targets = plan.hosts.map(({ target }) => target)
  const ssh = await ways.open(targets, run.ssh ?? {})
  // What is taken up or taken back must come to its end, whatever the DNS says by now.
  if (run.resumption === undefined && run.ignoreTlsa !== true) {
    const warnings = await requirePublishedKey(fleet, plan, localDns(fleet.dns, clock), softStop)
    if (warnings.length > 0) run.warn?.(warnings)
  }
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
