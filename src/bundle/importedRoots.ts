import { join } from "node:path"
import type { Files } from "../ports.js"
import { type Certificate, inspectCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import { bundleFiles } from "./bundleFiles.js"
import { foldersHolding } from "./folders.js"

/**
 * The roots of all bundles that were imported for a common name: ports may still serve one before the last.
 *
 * @param fleetFile beside which the bundles are
 */
export async function importedRoots(
  files: Files,
  commonName: string,
  fleetFile: string,
): Promise<readonly Certificate[]> {
  const folders = await foldersHolding(files, commonName, bundleFiles.ca, fleetFile)
  const held = await Promise.all(
    folders.map(async (folder) => readPem(await files.read(join(folder, bundleFiles.ca))).blocks),
  )
  return held.flat().flatMap(({ der }) => {
    const read = inspectCertificate(der)
    return read.ok && read.value.isSelfIssued ? [read.value] : []
  })
}
