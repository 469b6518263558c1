import { readCriteria } from "../../bundle/criteria.js"
import { readDelivered } from "../../bundle/delivered.js"
import { importDelivered } from "../../bundle/importing.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { type Finding, reaches } from "../../finding.js"
import { fleetCommand } from "../../fleet/command.js"
import { documentText } from "../../report/jsonText.js"
import { comparisonWith } from "../inputs/against.js"
import { deliveredPorts } from "../inputs/delivered.js"
import { findFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { orderFiles } from "../options/delivery.js"
import { profileNamed } from "../options/profile.js"
import { detail, sayFindings } from "../terminal/voice.js"
import type { ImportOptions } from "./options.js"
import { importedJson, importedText } from "./text.js"

export async function importFiles(
  io: Io,
  files: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const fleet = options.fleet === false ? undefined : await findFleet(io, options.fleet, options.domain)
  const { delivery, key } = await readDelivered(deliveredPorts(io, options), files, orderFiles(options))
  if (key === undefined) return withoutKey(io, delivery.findings, options)
  const compare = await comparisonWith(io, options)
  const now = io.clock.now()
  const criteria = await readCriteria(
    io.files,
    { ...options, fleet, profile: profileNamed(options.profile) },
    new Date(now),
  )
  detail(io, `judged by ${criteria.store.name}, profile ${criteria.profile}`)
  const { bundle, findings } = await importDelivered({
    ...{ delivery, key, criteria, compare, files: io.files, stamp: String(now), signal: io.interrupt },
    ...{ folder: options.out, fleetFile: fleet?.file },
  })
  if (bundle === undefined) return refused(io, findings, options)
  if (options.json !== true) await sayFindings(io, findings)
  const result = { ...bundle, findings, at: now }
  const next = fleetCommand(["rollout", bundle.folder, "--dry-run"], fleet)
  io.stdout.write(options.json === true ? importedJson(result) : importedText({ ...result, next }))
  return exitCodes.ok
}

/** Where a file could not be read, the key may be in it: that is what to say. */
async function withoutKey(io: Io, findings: readonly Finding[], options: ImportOptions): Promise<ExitCode> {
  if (reaches(findings, "error")) return refused(io, findings, options)
  throw new ToolError("usage", "the private key is missing", {
    hint: "--key-file FILE: the commercial.key that was made with the CSR",
  })
}

async function refused(io: Io, findings: readonly Finding[], { json }: ImportOptions): Promise<ExitCode> {
  if (json === true) io.stdout.write(documentText({ findings }))
  else {
    await sayFindings(io, findings)
    io.stderr.write("certfleet: nothing was written\n")
  }
  return exitCodes.findings
}
