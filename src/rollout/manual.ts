import type { HostPlan } from "./plan.js"

/** What a human runs on a host, as Zimbra's user, when it could not be put right from here: the old certificate back. */
export function manualCommands(
  { installation: { home }, activations, ldapMaster }: HostPlan,
  rollout: string,
  { localOnly }: { readonly localOnly: boolean },
): string[] {
  const folder = `${home}/ssl/certfleet/${rollout}`
  return [
    `cd ${home} && (cd ${folder} && sha256sum -c backup.sha256) && rm -rf ssl/zimbra/commercial/* conf/ca/* && xargs -r -d '\\n' rm -rf -- < ${folder}/absent && tar -xpf ${folder}/backup.tar`,
    ...(ldapMaster && !localOnly ? [`${home}/bin/zmcertmgr savecrt comm`] : []),
    ...activations.map(({ argv: [tool, ...args] }) => [`${home}/${tool}`, ...args].join(" ")),
    `rm -rf ${home}/ssl/certfleet/stage.${rollout}.* ${home}/ssl/certfleet/lock`,
  ]
}
