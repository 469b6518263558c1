/** What would keep a rollout from beginning that this machine knows alone: before money is spent on what is rolled out. */
import { certificateFolder } from "../bundle/folders.js"
import { ToolError } from "../errors.js"
import { fleetCommand } from "../fleet/command.js"
import type { Fleet } from "../fleet/types.js"
import { unlisted } from "../remote/hostKey.js"
import type { Target } from "../remote/session.js"
import type { Ssh2Settings } from "../remote/ssh2.js"
import { requireHookPrograms } from "../rollout/hooks/programs.js"
import { planRollout } from "../rollout/planning.js"
import { journalFolder } from "../rollout/record/journals.js"
import { Secret } from "../secret.js"
import { refuseAfterCutOff } from "./cutOff.js"
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
 * For a rollout of `renew`'s that is to begin: as `certfleet rollout` refuses it.
 *
 * @param journals of the certificate that is to be rolled out; undefined where there is none yet
 * @throws ToolError `config` where the last rollout was cut off
 */
export async function requireNoneCutOff(
  { files }: Pick<Machine, "files">,
  fleet: Fleet,
  { breakLock, journals }: { readonly breakLock: boolean; readonly journals?: string },
): Promise<void> {
  const own = certificateFolder(fleet.certificate.commonName, fleet.file)
  // In it itself there are none: those in the folders of its certificates are looked at anyway.
  await refuseAfterCutOff(
    { files, fleet, command: fleetCommand },
    journals ?? journalFolder(own),
    breakLock,
    "",
  )
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
