import { certificateName } from "../assess/certificateNames.js"
import { certificateFolder, newestFolder } from "../bundle/folders.js"
import { loadBundle } from "../bundle/load.js"
import { bundleFiles } from "../bundle/write.js"
import { ToolError } from "../errors.js"
import type { Clock, Files } from "../ports.js"
import type { Secret } from "../secret.js"
import type { Delivery } from "./plan.js"

export interface DeliveryPorts {
  readonly files: Files
  readonly clock: Pick<Clock, "now">
  /** Called only when the key is encrypted. */
  readonly passphrase?: () => Promise<Secret>
}

/**
 * The bundle in a folder that `import` wrote, ready to be sent.
 *
 * @throws ToolError for a folder that holds none, and for a certificate that is not valid now
 */
export async function loadDelivery(folder: string, ports: DeliveryPorts): Promise<Delivery> {
  const { leaf, files, fingerprint } = await loadBundle(folder, ports)
  refuseInvalid(folder, leaf, ports.clock.now())
  const [certificate, chain] = [Buffer.from(files.crt), Buffer.from(files.ca)]
  return { fingerprint, commonName: certificateName(leaf), key: files.key, certificate, chain }
}

/**
 * The folder of the newest bundle for a common name.
 *
 * @throws ToolError `config` when there is none
 */
export async function newestBundle(files: Files, commonName: string): Promise<string> {
  const newest = await newestFolder(files, commonName, bundleFiles.ca)
  if (newest !== undefined) return newest
  throw new ToolError("config", `there is no imported certificate in ${certificateFolder(commonName)}`, {
    hint: "certfleet import FILES... --key KEY writes one; or name its folder",
  })
}

function refuseInvalid(
  folder: string,
  { notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date },
  now: number,
): void {
  if (notAfter.getTime() < now)
    throw new ToolError(
      "config",
      `the certificate in ${folder} expired on ${notAfter.toISOString().slice(0, 10)}`,
      { hint: "roll out a renewed one" },
    )
  if (notBefore.getTime() > now)
    throw new ToolError(
      "config",
      `the certificate in ${folder} is not valid before ${notBefore.toISOString()}`,
      { hint: "check this machine's clock, or wait" },
    )
}
