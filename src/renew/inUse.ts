import { dirname, join } from "node:path"
import { bundleFiles } from "../bundle/bundleFiles.js"
import type { InUse } from "../bundle/compare.js"
import { newestFolder } from "../bundle/folders.js"
import { certificateIn } from "../bundle/held.js"
import { loadBundle } from "../bundle/load.js"
import { exitCodes } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import { dueByLifetime } from "../issuance/dueDate.js"
import type { Files } from "../ports.js"
import { takesPart } from "../rollout/plan.js"
import { lastRollout } from "../rollout/record/lastRollout.js"
import { endOf } from "./due.js"

type Owner = Pick<Fleet, "file" | "certificate">

/**
 * The certificate that was rolled out last from here, to every server that carries one today; undefined where there is none,
 * where it was put back, and where a server was left out: what that one serves may end long before.
 */
export async function rolledOut(
  files: Files,
  fleet: Pick<Fleet, "file" | "certificate" | "servers" | "domain">,
): Promise<InUse | undefined> {
  const last = await lastRollout(files, fleet)
  if (last === undefined) return undefined
  const end = last.entries.at(-1)
  const reached = new Set(last.entries.flatMap((entry) => (entry.type === "start" ? entry.hosts : [])))
  const carriers = fleet.servers.filter((server) => takesPart(server, fleet.domain))
  const isEverywhere = end?.type === "end" && end.exitCode === exitCodes.ok
  if (!isEverywhere || carriers.some(({ host }) => !reached.has(host))) return undefined
  return bundleIn(files, dirname(last.journals))
}

/** A folder that import wrote, for a comparison; undefined where it is none any more. */
export async function bundleIn(files: Files, folder: string): Promise<InUse | undefined> {
  if (!(await files.exists(join(folder, bundleFiles.crt)))) return undefined
  const { chain, leaf } = await loadBundle(folder, { files, leaveEncrypted: true })
  return { where: folder, leaf, others: chain }
}

/**
 * A certificate that somebody has ordered and imported by hand, and that is not in use yet: it need not be ordered again.
 *
 * @returns its folder
 */
export async function readyBundle(
  files: Files,
  fleet: Owner,
  { inUse, now }: { readonly inUse: InUse | undefined; readonly now: number },
): Promise<string | undefined> {
  const folder = await newestFolder(files, fleet.certificate.commonName, bundleFiles.crt, fleet.file)
  const leaf = folder === undefined ? undefined : await certificateIn(files, join(folder, bundleFiles.crt))
  if (folder === undefined || leaf === undefined || leaf.fingerprint === inUse?.leaf.fingerprint)
    return undefined
  const found = await bundleIn(files, folder)
  if (found === undefined) return undefined
  const end = endOf(found)
  const isFresh = dueByLifetime({ notBefore: leaf.notBefore, notAfter: end }).getTime() > now
  return isFresh && (inUse === undefined || end > endOf(inUse)) ? folder : undefined
}
