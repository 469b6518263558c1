import { type ExitCode, exitCodes } from "../../errors.js"
import { reaches } from "../../finding.js"
import { fleetCommand } from "../../fleet/command.js"
import type { Fleet } from "../../fleet/types.js"
import { foreseeOrder, type OrderForeseen } from "../../issuance/foresee.js"
import { goesOnAfter } from "../../issuance/goesOn.js"
import type { Ordered } from "../../issuance/order.js"
import { orderFromHere } from "../../local/order.js"
import { documentText } from "../../report/jsonText.js"
import { foreseenJson, orderedJson } from "../../report/order/json.js"
import { foreseenText, orderedText } from "../../report/order/text.js"
import { printableLines } from "../../report/printable.js"
import { deliveredPorts } from "../inputs/delivered.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { doorsToCa } from "../inputs/issuance.js"
import { machineOf } from "../inputs/machine.js"
import type { Io } from "../io.js"
import { positive } from "../options/positive.js"
import { profileNamed } from "../options/profile.js"
import { passphraseFrom } from "../terminal/passphrase.js"
import { sayFindings } from "../terminal/voice.js"
import type { OrderOptions } from "./options.js"
import { stepVoice } from "./stepVoice.js"

/** `certfleet order`. */
export async function order(io: Io, folder: string | undefined, options: OrderOptions): Promise<ExitCode> {
  const fleet = await requireFleet(io, options.fleet, options.domain)
  const doors = doorsToCa(io, fleet, positive("--timeout", options.timeout) * 1000)
  const deadline = io.clock.now() + positive("--deadline", options.deadline) * 1000
  const criteria = { trust: options.trust, profile: profileNamed(options.profile) }
  const { openLog } = machineOf(io)
  const onlyLooks = options.check === true || options.dryRun === true
  // Who only looks is asked for nothing.
  const source = onlyLooks && options.passphraseFile === undefined ? {} : options
  const newKeyPassphrase = await passphraseFrom(io, source, { twice: true })
  if (onlyLooks) {
    const looked = await foreseeOrder({
      ...{ fleet, doors, openLog, folder, check: options.check === true, signal: io.interrupt },
    })
    return tellForeseen(io, looked, options)
  }
  const ordered = await orderFromHere({
    ...{ fleet, doors, openLog, folder, criteria, deadline, newKeyPassphrase },
    ...{ force: options.force, breakLock: options.breakLock === true, signal: io.interrupt },
    passphrase: async (file) => newKeyPassphrase ?? deliveredPorts(io, options).passphrase(file),
    watch: stepVoice(io, options.deadline),
  }).catch(goesOnAfter(fleetCommand(["order"], fleet), options))
  await tell(io, { ordered, fleet }, options)
  return exitCodeOf(ordered)
}

async function tellForeseen(io: Io, looked: OrderForeseen, { check, json }: OrderOptions): Promise<ExitCode> {
  if (json === true) io.stdout.write(documentText(foreseenJson(looked)))
  else {
    await sayFindings(io, looked.findings)
    io.stdout.write(printableLines(foreseenText(looked, check === true)))
  }
  return reaches(looked.findings, "error") ? exitCodes.findings : exitCodes.ok
}

async function tell(
  io: Io,
  { fleet, ordered }: { readonly ordered: Ordered; readonly fleet: Fleet },
  options: OrderOptions,
): Promise<void> {
  if (options.json === true) {
    io.stdout.write(documentText(orderedJson(ordered)))
    return
  }
  await sayFindings(io, ordered.findings)
  const next = (folder: string): string => fleetCommand(["rollout", folder, "--dry-run"], fleet)
  const again = fleetCommand(["order", "--force"], fleet)
  io.stdout.write(printableLines(orderedText(ordered, { at: io.clock.now(), next, again })))
}

/** What is over by itself later is 3, what a human must do is 5; a certificate that is not right is 1. */
function exitCodeOf({ bundle, outcome }: Ordered): ExitCode {
  if (bundle !== undefined) return exitCodes.ok
  if (outcome === undefined || outcome.kind === "issued") return exitCodes.findings
  return outcome.kind === "needs-human" ? exitCodes.stuck : exitCodes.incomplete
}
