import { domainCertificate, domainKey } from "../../zimbra/domainCommands.js"
import type { Baseline, HostContext } from "../hostContext.js"
import { type FileState, sameFiles } from "../phases/fileState.js"
import { sideOf } from "./look.js"

/**
 * Files of other domains that are neither as this rollout left them nor as they were before it: whoever came since
 * put them there, with what LDAP holds for them, and no rollback touches them. None where it is not known how it left them.
 */
export function cameSince(context: HostContext, now: FileState): readonly string[] {
  const { deployed, baseline } = context
  if (deployed === undefined) return []
  return otherPaths(context, now, deployed).filter((path) => {
    const hash = now.hashes.get(path)
    return hash !== deployed.hashes.get(path) && hash !== baseline?.files.hashes.get(path)
  })
}

/** Files of other domains that differ from before where nobody can say who changed them: a deploy was cut off. */
export function changedByWhom(context: HostContext, now: FileState): readonly string[] {
  const { deployed, baseline } = context
  if (deployed !== undefined || baseline === undefined) return []
  const { hashes } = baseline.files
  // Every deploy leaves copies of what it replaces, by their day.
  return otherPaths(context, now, baseline.files).filter(
    (path) => /\.(crt|key)$/.test(path) && now.hashes.get(path) !== hashes.get(path),
  )
}

/** True where all is as before the rollout, but for files that stay. */
export function isBackBut(
  stays: readonly string[],
  now: FileState,
  { files }: Pick<Baseline, "files">,
): boolean {
  const but = ({ hashes, leaves }: FileState): FileState => ({
    hashes: new Map([...hashes].filter(([path]) => !stays.includes(path))),
    leaves,
  })
  return sameFiles(but(now), but(files))
}

function otherPaths(context: HostContext, ...states: readonly FileState[]): string[] {
  const { domain } = sideOf(context).domain
  const own = [domainCertificate(domain), domainKey(domain)]
  const all = new Set(states.flatMap(({ hashes }) => [...hashes.keys()]))
  return [...all].filter((path) => !own.includes(path)).sort()
}
