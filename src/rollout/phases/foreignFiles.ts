import { liveCertificate, liveKey, serviceCertificates } from "../../zimbra/files.js"
import type { HostContext } from "../hostContext.js"
import type { FileState } from "./fileState.js"

/** So many files are named. */
const named = 3

/**
 * What a rollback would overwrite that its rollout did not put there: a certificate that came later, a file that somebody
 * changed. A host on which the rollout was cut off holds neither one nor the other; there only a later rollout tells.
 *
 * @param rollouts every rollout that made a backup on the host
 */
export function foreignFiles(context: HostContext, now: FileState, rollouts: readonly string[]): string[] {
  const later = rollouts.filter((id) => id > context.rollout).sort()
  const since = later.length === 0 ? "" : ` since (rollout ${later.at(-1)} was at work here)`
  const foreign = context.left === "unknown" ? [] : foreignPaths(context, now)
  if (foreign.length > 0) {
    const more = foreign.length > named ? ` and ${foreign.length - named} more` : ""
    return [`this rollout did not leave ${foreign.slice(0, named).join(", ")}${more} so: changed${since}`]
  }
  return context.left === "unknown" && since !== "" ? [`its files may have been changed${since}`] : []
}

/** Neither as the rollout left them nor as they were before it. */
function foreignPaths({ left, baseline, wanted }: HostContext, now: FileState): string[] {
  const before = baseline?.files
  if (left !== undefined && left !== "unknown") {
    const paths = new Set([...left.hashes.keys(), ...now.hashes.keys()])
    return [...paths].filter((path) => {
      const hash = now.hashes.get(path)
      return hash !== left.hashes.get(path) && hash !== before?.hashes.get(path)
    })
  }
  // Journals of earlier versions do not know the files: the certificates tell.
  const leaves = [liveCertificate, ...serviceCertificates].filter((path) => {
    const leaf = now.leaves.get(path)
    return leaf !== undefined && leaf !== wanted.leaf && leaf !== before?.leaves.get(path)
  })
  return now.hashes.has(liveKey) ? leaves : [...leaves, liveKey]
}
