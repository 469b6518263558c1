import { emptiedFolders, ownFolder, rolloutFolder, tools } from "../zimbra/files.js"
import type { HostPlan } from "./plan.js"

/** What a human runs on a host, as Zimbra's user, when it could not be put right from here: the old certificate back. */
export function manualCommands(
  { installation: { home }, activations, ldapMaster }: HostPlan,
  rollout: string,
  { localOnly }: { readonly localOnly: boolean },
): string[] {
  const folder = rolloutFolder(home, rollout)
  const emptied = emptiedFolders.flatMap((path) => [`${path}/*`, `${path}/.[!.]*`]).join(" ")
  return [
    `cd ${home} && (cd ${folder} && sha256sum -c backup.sha256) && rm -rf ${emptied} && xargs -r -d '\\n' rm -rf -- < ${folder}/absent && tar --overwrite -xpf ${folder}/backup.tar`,
    ...(ldapMaster && !localOnly ? [`${home}/${tools.certmgr} savecrt comm`] : []),
    ...activations.map(({ argv: [tool, ...args] }) => [`${home}/${tool}`, ...args].join(" ")),
    `rm -rf ${ownFolder(home)}/stage.${rollout}.* ${ownFolder(home)}/lock`,
  ]
}
