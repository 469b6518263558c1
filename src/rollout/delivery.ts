import { resolve } from "node:path"
import { certificateName } from "../bundle/certificateNames.js"
import { certificateFolder, newestFolder } from "../bundle/folders.js"
import { loadBundle } from "../bundle/load.js"
import { bundleFiles } from "../bundle/write.js"
import type { Io } from "../cli/io.js"
import type { PassphraseOptions } from "../cli/options/passphrase.js"
import { askPassphrase, passphraseFrom } from "../cli/terminal/passphrase.js"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import type { Delivery } from "./plan.js"

/**
 * The bundle of the folder, or of the newest one for the fleet's common name, ready to be sent.
 *
 * @throws ToolError for a folder that holds none, and for a certificate that is not valid now
 */
export async function chooseDelivery(
  io: Io,
  fleet: Fleet,
  dir: string | undefined,
  options: PassphraseOptions,
): Promise<{ folder: string; delivery: Delivery }> {
  const folder = dir === undefined ? await newestBundle(io, fleet) : resolve(io.cwd, dir)
  const passphrase = async () =>
    (await passphraseFrom(io, options, { twice: false })) ?? askPassphrase(io, { twice: false })
  const { leaf, files, fingerprint } = await loadBundle(folder, { files: io.files, passphrase })
  refuseInvalid(folder, leaf, io.clock.now())
  const [certificate, chain] = [Buffer.from(files.crt), Buffer.from(files.ca)]
  return {
    folder,
    delivery: { fingerprint, commonName: certificateName(leaf), key: files.key, certificate, chain },
  }
}

async function newestBundle(io: Io, fleet: Fleet): Promise<string> {
  const { commonName } = fleet.certificate
  const newest = await newestFolder(io, commonName, bundleFiles.ca)
  if (newest !== undefined) return newest
  throw new ToolError(
    "config",
    `there is no imported certificate in ${resolve(io.cwd, certificateFolder(commonName))}`,
    {
      hint: "certfleet import FILES... --key KEY writes one; or name its folder",
    },
  )
}

function refuseInvalid(
  folder: string,
  { notBefore, notAfter }: { notBefore: Date; notAfter: Date },
  now: number,
): void {
  if (notAfter.getTime() < now)
    throw new ToolError(
      "config",
      `the certificate in ${folder} expired on ${notAfter.toISOString().slice(0, 10)}`,
      {
        hint: "roll out a renewed one",
      },
    )
  if (notBefore.getTime() > now)
    throw new ToolError(
      "config",
      `the certificate in ${folder} is not valid before ${notBefore.toISOString()}`,
      {
        hint: "check this machine's clock, or wait",
      },
    )
}
