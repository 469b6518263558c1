import type { Machine } from "./host.js"
import { caFolder, type DeployedFile, daemons, deployedFiles, liveKey } from "./world.js"
import { storesInLdap } from "./zmcertmgr.js"

export interface InstalledPair {
  /** PEM, all three. */
  readonly key: string
  readonly certificate: string
  readonly chain: string
}

/** Puts a certificate where an earlier deploy would have left it, and starts every service with it. */
export function installPair(host: Machine, { key, certificate, chain }: InstalledPair): void {
  const served = `${certificate}${chain}`
  const content: Readonly<Record<DeployedFile["holds"], string>> = {
    key,
    certificate: served,
    chain,
    trust: "cacerts of the installation",
    store: `salt of the installation\n${key}\n${served}`,
  }
  for (const { path, holds, mode } of [liveKey, ...deployedFiles])
    host.files.write(`${host.home}/${path}`, content[holds], mode, host.user)
  host.files.write(`${host.home}/${caFolder.path}/01234567.0`, chain, caFolder.fileMode)
  if (storesInLdap(host)) host.ldapCopy = { cert: served, key }
  for (const { role } of daemons) host.loadServices({ key, cert: certificate, chain }, role)
}
