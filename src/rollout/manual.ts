import { quoteWord } from "../remote/quote.js"
import { domainActivations } from "../zimbra/domainCommands.js"
import { domainFolder, emptiedFolders, ownFolder, rolloutFolder, tools } from "../zimbra/files.js"
import type { CertmgrUser } from "../zimbra/version.js"
import type { HostPlan } from "./plan.js"

/** What a human runs on a host that could not be put right from here, and as which user. */
export interface ByHand {
  readonly user: string
  readonly commands: readonly string[]
}

interface Circumstances {
  readonly rollout: string
  readonly localOnly: boolean
  /** Who zmcertmgr insists on being run by. */
  readonly certmgr: CertmgrUser
}

/**
 * The old certificate back, by hand: as Zimbra's user, and before 8.7 as root, who alone may run zmcertmgr, and becomes
 * Zimbra's user for the rest.
 */
export function byHand(
  { installation: { user, home }, activations, ldapMaster }: HostPlan,
  { rollout, localOnly, certmgr }: Circumstances,
): ByHand {
  const folder = rolloutFolder(home, rollout)
  const emptied = emptiedFolders.flatMap((path) => [`${path}/*`, `${path}/.[!.]*`]).join(" ")
  const isRoots = certmgr === "root"
  const asOwner = (command: string): string => (isRoots ? `su - ${user} -c ${quoteWord(command)}` : command)
  const savesPair = !localOnly && (ldapMaster || isRoots)
  const commands = [
    asOwner(
      `cd ${home} && (cd ${folder} && sha256sum -c backup.sha256) && rm -rf ${emptied} && xargs -r -d '\\n' rm -rf -- < ${folder}/absent && tar --overwrite -xpf ${folder}/backup.tar`,
    ),
    ...(savesPair ? [`${home}/${tools.certmgr} savecrt comm`] : []),
    ...activations.map(({ argv: [tool, ...args] }) => asOwner([`${home}/${tool}`, ...args].join(" "))),
    asOwner(`rm -rf ${ownFolder(home)}/stage.${rollout}.* ${ownFolder(home)}/lock`),
  ]
  return { user: isRoots ? "root" : user, commands }
}

interface DomainCircumstances {
  readonly rollout: string
  readonly domain: string
  /** Files of other domains that came since. */
  readonly staying: readonly string[]
}

/** The same for a domain's own certificate: its files, LDAP's values, nginx. */
export function domainByHand(
  { installation: { user, home } }: HostPlan,
  { rollout, domain, staying }: DomainCircumstances,
): ByHand {
  const folder = rolloutFolder(home, rollout)
  const excluded =
    staying.length === 0
      ? []
      : ["--anchored --no-wildcards", ...staying.map((path) => quoteWord(`--exclude=${path}`))]
  const [certificate, key] = [`${folder}/zimbraSSLCertificate`, `${folder}/zimbraSSLPrivateKey`]
  return {
    user,
    commands: [
      `cd ${home} && (cd ${folder} && sha256sum -c backup.sha256) && ${emptied(staying)} && tar -xpf ${[`${folder}/backup.tar`, ...excluded].join(" ")}`,
      `if [ -s ${certificate} ]; then ${home}/${tools.domainCertmgr} savecrt ${domain} ${certificate} ${key}; else ${home}/${tools.provisioning} -m -l md ${domain} zimbraSSLCertificate '' zimbraSSLPrivateKey ''; fi`,
      [`${home}/${domainActivations.restart.argv[0]}`, ...domainActivations.restart.argv.slice(1)].join(" "),
      `rm -rf ${ownFolder(home)}/stage.${rollout}.* ${ownFolder(home)}/lock`,
    ],
  }
}

/** What empties the folder of domains' certificates, but for what stays. */
function emptied(staying: readonly string[]): string {
  if (staying.length === 0) return `rm -rf ${domainFolder}`
  const but = staying.map((path) => `! -path ${quoteWord(path.replace(/[\\*?[]/g, "\\$&"))}`)
  return ["find", domainFolder, "-type f", ...but, "-delete"].join(" ")
}
