/** What would keep a rollout from beginning that this machine knows alone: before money is spent on what is rolled out. */
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import { unlisted } from "../remote/hostKey.js"
import type { Target } from "../remote/session.js"
import type { Ssh2Settings } from "../remote/ssh2.js"
import { requireHookPrograms } from "../rollout/hooks/programs.js"
import { planRollout } from "../rollout/planning.js"
import { Secret } from "../secret.js"
import { localHolder } from "./holder.js"
import type { Machine } from "./machine.js"
import { notifierObstacle } from "./notify.js"
import { type SshWays, withJumps } from "./sshSettings.js"

/** Who was asked for the passphrase of a key is not asked for it again. */
export function openedOnce(ways: SshWays): SshWays {
  let opened: Promise<Ssh2Settings> | undefined
  return {
    ...ways,
    open: (targets, options) => {
      opened ??= ways.open(targets, options)
      return opened
    },
  }
}

/**
 * Plans the rollout of what is not there yet, looks for the programs of its hooks, and for what it would log in with.
 *
 * @returns why nobody would be told of its end, in one line: that stops no rollout
 * @throws ToolError `config`, `ssh-host-key-unknown`, as the rollout itself would
 */
export async function requireRollout(
  { clock, processes }: Pick<Machine, "clock" | "processes">,
  fleet: Fleet,
  ways: SshWays,
): Promise<string | undefined> {
  const { commonName } = fleet.certificate
  const [none, key] = [new Uint8Array(), new Secret("")]
  const payload = { fingerprint: "", commonName, key, certificate: none, chain: none }
  const { hooks, hosts } = planRollout(fleet, {
    ...{ payload, target: ways.target, holder: localHolder(), now: clock.now() },
  })
  await requireHookPrograms(hooks, processes)
  const targets = hosts.map(({ target }) => target)
  requireKnownHosts(targets, await ways.open(targets, {}))
  return notifierObstacle(processes, fleet)
}

function requireKnownHosts(targets: readonly Target[], { knownHosts }: Ssh2Settings): void {
  const problems = targets.flatMap(withJumps).flatMap((target) => unlisted(target, knownHosts(target)) ?? [])
  const [first] = problems
  if (first === undefined) return
  const others = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`
  const hint = first.hint === undefined ? {} : { hint: first.hint }
  throw new ToolError(first.code, `${first.message}${others}`, { ...hint, cause: first })
}
