import { allowedRemovals } from "../../bundle/inUse.js"
import type { ExitCode } from "../../errors.js"
import { fleetCommand } from "../../fleet/command.js"
import { goesOnAfter } from "../../issuance/goesOn.js"
import { renewFromHere } from "../../local/renew.js"
import type { RenewResult } from "../../renew/run.js"
import { documentText } from "../../report/jsonText.js"
import { printable, printableLines } from "../../report/printable.js"
import { dueText, noneText, renewedText, stageText, stopText } from "../../report/renewText.js"
import { deliveredPorts } from "../inputs/delivered.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { doorsToCa } from "../inputs/issuance.js"
import { machineOf } from "../inputs/machine.js"
import type { Io } from "../io.js"
import { positive } from "../options/positive.js"
import { profileNamed } from "../options/profile.js"
import { stepVoice } from "../order/stepVoice.js"
import { displayFor } from "../rollout/display.js"
import { passphraseFrom } from "../terminal/passphrase.js"
import { detail, note, sayFindings } from "../terminal/voice.js"
import type { RenewOptions } from "./options.js"

const hourMs = 60 * 60_000

/** `certfleet renew`. */
export async function renew(io: Io, options: RenewOptions): Promise<ExitCode> {
  const result = await renewOne(io, options)
  if (options.json === true) io.stdout.write(documentText(result))
  return result.exitCode
}

/** Renews one certificate, and says what came of it unless that is for a document. */
export async function renewOne(io: Io, options: RenewOptions): Promise<RenewResult> {
  const fleet = await requireFleet(io, options.fleet, options.domain)
  const timeoutMs = positive("--timeout", options.timeout) * 1000
  const newKeyPassphrase = await passphraseFrom(io, options, { twice: true })
  const display = { end: (): void => undefined }
  const worked = { yet: false }
  const sayOrder = stepVoice(io, options.deadline)
  try {
    const result = await renewFromHere(machineOf(io), {
      ...{ fleet, doors: doorsToCa(io, fleet, timeoutMs), portMs: timeoutMs },
      ...{ breakLock: options.breakLock === true, signal: io.interrupt, hardStop: io.hardInterrupt },
      choices: {
        ...{ force: options.force, reuseKey: options.reuseKey, outsideWindow: options.outsideWindow },
        amongOthers: options.domains === true,
        ...{ everyMs: positive("--every", options.every) * hourMs, newKeyPassphrase },
        orderMs: positive("--deadline", options.deadline) * 1000,
        allowRemoved: allowedRemovals(options.allowRemoved),
        criteria: { trust: options.trust, profile: profileNamed(options.profile) },
        passphrase: async (file) => newKeyPassphrase ?? deliveredPorts(io, options).passphrase(file),
      },
      watch: (step) => {
        worked.yet ||= step.type !== "stage" || step.stage !== "compare"
        if (step.type === "stage") detail(io, stageText(step.stage))
        else sayOrder(step)
      },
      watchRollout: async () => {
        const board = displayFor(io)
        display.end = () => board.end()
        return [board]
      },
    }).catch(goesOnAfter(fleetCommand(["renew"], fleet), options))
    display.end()
    await tell(io, result, { json: options.json === true, isNews: worked.yet })
    return result
  } finally {
    display.end()
  }
}

async function tell(
  io: Io,
  result: RenewResult,
  { isNews, json }: { readonly json: boolean; readonly isNews: boolean },
): Promise<void> {
  const { due, findings, outcome } = result
  if (due !== undefined) detail(io, dueText(due))
  if (json) return
  await sayFindings(io, findings)
  if (outcome === "renewed") io.stdout.write(printableLines(renewedText(result)))
  if (outcome === "none") note(io, noneText(result))
  if (outcome === "stopped") io.stderr.write(printableLines(stopText(result)))
  // A timer that waits for days says so once.
  if (outcome === "waiting") (isNews ? note : detail)(io, printable(stopText(result).trimEnd()))
}
