import { type ExitCode, exitCodes } from "../../errors.js"
import { requireOpenWindow } from "../../fleet/windows.js"
import { localHolder } from "../../local/holder.js"
import { sshWays } from "../../local/sshSettings.js"
import { planText } from "../../report/planText.js"
import { printableLines } from "../../report/printable.js"
import { loadDelivery, newestBundle } from "../../rollout/delivery.js"
import { plannedSteps } from "../../rollout/dryRun.js"
import { planRollout } from "../../rollout/planning.js"
import { journalFolder, unfinishedRollout } from "../../rollout/record/journals.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { machineOf } from "../inputs/machine.js"
import type { Io } from "../io.js"
import { askPassphrase, passphraseFrom } from "../terminal/passphrase.js"
import { execute } from "./execute.js"
import { choicesOf, type RolloutOptions } from "./options.js"

export async function rollout(io: Io, dir: string | undefined, options: RolloutOptions): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet)
  const folder = dir ?? (await newestBundle(io.files, fleet.certificate.commonName))
  const passphrase = async () =>
    (await passphraseFrom(io, options, { twice: false })) ?? askPassphrase(io, { twice: false })
  const delivery = await loadDelivery(folder, { files: io.files, clock: io.clock, passphrase })
  const journals = journalFolder(folder)
  const earlier = options.resume === true ? await unfinishedRollout(io.files, journals) : undefined
  const ways = await sshWays(machineOf(io), fleet)
  const plan = planRollout(fleet, {
    ...{ delivery, earlier, choices: choicesOf(options), target: ways.target },
    ...{ holder: localHolder(), now: io.clock.now() },
  })
  if (options.dryRun === true) {
    const hosts = plan.hosts.map((host) => ({ host, steps: plannedSteps(plan, host) }))
    io.stdout.write(printableLines(planText(plan, hosts)))
    return exitCodes.ok
  }
  if (options.outsideWindow !== true && earlier === undefined)
    requireOpenWindow(fleet, new Date(io.clock.now()))
  return execute(io, { fleet, plan, ways, options, journals, ...earlier })
}
