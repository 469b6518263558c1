import { join } from "node:path"
import { certificateName, certificateSubject } from "../../assess/certificateNames.js"
import { assemble } from "../../bundle/assemble.js"
import type { Assembled } from "../../bundle/assembled.js"
import { readCriteria } from "../../bundle/criteria.js"
import { readDelivered } from "../../bundle/delivered.js"
import { certificateFolder } from "../../bundle/folders.js"
import { bundleFolderName, writeBundle } from "../../bundle/write.js"
import { type ExitCode, exitCodes, ToolError } from "../../errors.js"
import { type Finding, reaches } from "../../finding.js"
import { documentText } from "../../report/jsonText.js"
import { comparisonWith } from "../inputs/against.js"
import { deliveredPorts } from "../inputs/delivered.js"
import { findFleet } from "../inputs/fleetFile.js"
import type { Io } from "../io.js"
import { orderFiles } from "../options/delivery.js"
import { profileNamed } from "../options/profile.js"
import { sayFindings } from "../terminal/voice.js"
import type { ImportOptions } from "./options.js"
import { importedJson, importedText } from "./text.js"

export async function importDelivery(
  io: Io,
  files: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const fleet = options.fleet === false ? undefined : await findFleet(io, options.fleet)
  const { delivery, key } = await readDelivered(deliveredPorts(io, options), files, orderFiles(options))
  if (key === undefined) return withoutKey(io, delivery.findings, options)
  const compare = await comparisonWith(io, options)
  const now = io.clock.now()
  const criteria = await readCriteria(
    io.files,
    { ...options, fleet, profile: profileNamed(options.profile) },
    new Date(now),
  )
  const {
    assembled,
    assessment,
    findings: found,
  } = assemble(delivery, {
    ...criteria,
    publicKey: key.publicKey,
    keyName: key.name,
  })
  if (assembled === undefined) return refused(io, found, options)
  const findings = [...found, ...compare({ ...assembled, subject: certificateSubject(assembled.leaf) })]
  if (reaches(findings, "error")) return refused(io, findings, options)
  const folder = options.out ?? defaultFolder(assembled, fleet?.file)
  io.interrupt.throwIfAborted()
  await writeBundle(assembled, {
    files: io.files,
    folder,
    key: key.key,
    stamp: String(now),
    ...(key.passphrase === undefined ? {} : { passphrase: key.passphrase }),
  })
  if (options.json !== true) await sayFindings(io, findings)
  const encrypted = key.passphrase !== undefined
  const endsFirst = assessment?.endsFirst ?? assembled.leaf
  const result = { folder, assembled, findings, encrypted, at: now, endsFirst }
  io.stdout.write(options.json === true ? importedJson(result) : importedText(result))
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

function defaultFolder({ leaf }: Assembled, fleetFile: string | undefined): string {
  return join(certificateFolder(certificateName(leaf), fleetFile), bundleFolderName(leaf))
}
