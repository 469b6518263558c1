import { dirname } from "node:path"
import { faults } from "../../assess/faults.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import type { Finding } from "../../finding.js"
import { fleetCommand } from "../../fleet/command.js"
import { requireOpenWindow } from "../../fleet/windows.js"
import { refuseAfterCutOff } from "../../local/cutOff.js"
import { localHolder } from "../../local/holder.js"
import { findingsText } from "../../report/findingsText.js"
import { judgePayload, newestBundle } from "../../rollout/payload.js"
import { planRollout } from "../../rollout/planning.js"
import { journalFolder, unfinishedRollout } from "../../rollout/record/journals.js"
import { type Meant, rolloutToResume } from "../../rollout/record/whichRollout.js"
import { requireFleet } from "../inputs/fleetFile.js"
import { lookForHooks } from "../inputs/hookPrograms.js"
import { waysIn } from "../inputs/sshWays.js"
import type { Io } from "../io.js"
import { paintFor } from "../terminal/colour.js"
import { askPassphrase, passphraseFrom } from "../terminal/passphrase.js"
import { detail, note } from "../terminal/voice.js"
import { execute } from "./execute.js"
import { requireExport } from "./exportChoice.js"
import { choicesOf, type RolloutOptions, requireRun } from "./options.js"
import { showPlan } from "./showPlan.js"

export async function rollout(io: Io, dir: string | undefined, options: RolloutOptions): Promise<ExitCode> {
  requireExport(options)
  requireRun(options)
  const choices = choicesOf(options)
  if (options.anew === true && options.resume === true)
    throw new ToolError("usage", "--anew and --resume exclude each other", { hint: "leave one of them out" })
  const fleet = await requireFleet(io, options.fleet, options.domain)
  const meant = { files: io.files, fleet, command: fleetCommand }
  const folder =
    dir ??
    (options.resume === true
      ? await folderToResume(io, meant, options)
      : await newestBundle(io.files, fleet.certificate.commonName, fleet.file, fleet.domain))
  const given = await passphraseFrom(io, options, { twice: false })
  const passphrase = async () => given ?? askPassphrase(io, { twice: false })
  // Who only looks is asked for nothing.
  const leaveEncrypted = options.dryRun === true && given === undefined
  const ports = { files: io.files, clock: io.clock, passphrase, leaveEncrypted }
  const { payload, findings, keyChecked } = await judgePayload(folder, ports, fleet)
  detail(io, `rolls out ${io.path(folder)}, SHA-256 ${payload.fingerprint}`)
  if (!keyChecked)
    io.stderr.write(
      "certfleet: warning: the private key is encrypted and was not opened: whether it is the certificate's was not checked\n",
    )
  const journals = journalFolder(folder)
  const earlier = options.resume === true ? await unfinishedRollout(io.files, journals) : undefined
  if (earlier === undefined && options.export === undefined && options.anew !== true)
    await refuseAfterCutOff(meant, journals, options.breakLock === true)
  const ways = await waysIn(io, fleet, options.limit)
  const plan = planRollout(fleet, {
    ...{ payload, earlier, choices, target: ways.target },
    ...{ holder: localHolder(), now: io.clock.now() },
  })
  // A rollout that is taken up must come to its end, whatever the calendar says by now.
  if (earlier === undefined && (await refuses(io, findings, options))) return exitCodes.findings
  if (options.export !== undefined)
    return (await import("./exportPlan.js")).exportPlan(io, fleet, plan, options)
  await lookForHooks(io, plan, earlier?.resumption)
  if (options.dryRun === true) return showPlan(io, plan, { ...options, resumption: earlier?.resumption })
  if (options.outsideWindow !== true && earlier === undefined)
    requireOpenWindow(fleet, new Date(io.clock.now()))
  return execute(io, { fleet, plan, ways, options, journals, ...earlier })
}

/** Of the one rollout that was cut off, which is said. */
async function folderToResume(io: Io, meant: Meant, { fleet, domain }: RolloutOptions): Promise<string> {
  const whole = domain === undefined ? meant.fleet : await requireFleet(io, fleet)
  const { id, journals } = await rolloutToResume(meant, whole)
  note(io, `certfleet: takes up rollout ${id} of ${dirname(journals)}`)
  return dirname(journals)
}

/** Says what the judge of certificates found; true where the certificate must not be rolled out. */
async function refuses(
  io: Io,
  findings: readonly Finding[],
  { allowMissingNames }: RolloutOptions,
): Promise<boolean> {
  const isLetThrough = ({ code }: Finding): boolean =>
    code === faults.nameMissing.code && allowMissingNames === true
  const wrong = findings.some((finding) => finding.severity === "error" && !isLetThrough(finding))
  const shown = findings.filter(({ severity }) => severity !== "notice")
  io.stderr.write(findingsText(shown, { paint: await paintFor(io, io.stderr) }))
  if (wrong && findings.some(({ code }) => code === faults.nameMissing.code))
    note(io, "certfleet: where these names can wait: --allow-missing-names")
  if (wrong) io.stderr.write("certfleet: nothing was changed on any server\n")
  return wrong
}
