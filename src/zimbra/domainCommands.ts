import { scriptCommand } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"
import type { Activation } from "./activation.js"
import { type DetachedCommand, detachedCommand, numbered } from "./detached.js"
import {
  domainFinishScript,
  domainGiveBackScript,
  domainInspectScript,
  domainLdapScript,
  domainPreflightScript,
  domainRestoreScript,
  domainSaveOldScript,
} from "./domainScripts.js"
import { domainFolder, type Installation, ownFolder, rolloutFolder, stagedNames, tools } from "./files.js"
import { reviewScript } from "./lookScripts.js"
import { backupScript } from "./scripts.js"

/** What certfleet runs on a proxy for a domain's own certificate, beside staging, locks and restarts, which are as for any rollout. */
export interface DomainCommands {
  preflight(): RemoteCommand
  inspect(): RemoteCommand
  /** What LDAP holds for the domain, by its hashes. */
  ldap(): RemoteCommand
  /** Keeps LDAP's old values on the host. */
  saveOld(): RemoteCommand
  backup(): RemoteCommand
  review(): RemoteCommand
  /** `zmdomaincertmgr savecrt`: believes anything, and exits 0 whatever happens. */
  save(staging: string, attempt: number): DetachedCommand
  /** `zmdomaincertmgr deploycrts`: of all domains, and says `done.` for empty certificates, too. */
  deploy(attempt: number): DetachedCommand
  giveBack(attempt: number): DetachedCommand
  /** Puts the folder back, but for what is to stay: paths relative to the home. */
  restore(attempt: number, stays: readonly string[]): DetachedCommand
  finish(keepBackups: number): RemoteCommand
}

export function domainCommands(
  { user, home }: Installation,
  rollout: string,
  domain: string,
): DomainCommands {
  const base = ownFolder(home)
  const folder = rolloutFolder(home, rollout)
  const tool = `${home}/${tools.domainCertmgr}`
  const zmprov = `${home}/${tools.provisioning}`
  const detached = (step: string, argv: readonly string[], attempt: number): DetachedCommand =>
    detachedCommand({ user, folder }, numbered(step, attempt), argv)
  return {
    preflight: () =>
      scriptCommand(domainPreflightScript, { args: [home, base, domain, domainFolder, zmprov, tool], user }),
    inspect: () => scriptCommand(domainInspectScript, { args: [home, domainFolder, domain], user }),
    ldap: () => scriptCommand(domainLdapScript, { args: [zmprov, domain], user }),
    saveOld: () => scriptCommand(domainSaveOldScript, { args: [folder, zmprov, domain], user }),
    backup: () => scriptCommand(backupScript, { args: [home, folder, "", domainFolder], user }),
    review: () => scriptCommand(reviewScript, { args: [base, rollout, domainCertificate(domain)], user }),
    save: (staging, attempt) =>
      detached(
        "savecrt",
        [tool, "savecrt", domain, `${staging}/${stagedNames.certificate}`, `${staging}/${stagedNames.key}`],
        attempt,
      ),
    deploy: (attempt) => detached("deploycrts", [tool, "deploycrts"], attempt),
    giveBack: (attempt) =>
      detached(
        "give-back",
        scriptCommand(domainGiveBackScript, { args: [folder, tool, zmprov, domain] }).argv,
        attempt,
      ),
    restore: (attempt, stays) =>
      detached(
        "restore",
        scriptCommand(domainRestoreScript, { args: [home, folder, domainFolder, ...stays] }).argv,
        attempt,
      ),
    finish: (keep) => scriptCommand(domainFinishScript, { args: [base, rollout, String(keep)], user }),
  }
}

/** Where a domain's certificate is on a proxy, relative to the home. */
export function domainCertificate(domain: string): string {
  return `${domainFolder}/${domain}.crt`
}

/** Where its key is. */
export function domainKey(domain: string): string {
  return `${domainFolder}/${domain}.key`
}

/**
 * How nginx takes up a domain's certificate. Files that its configuration names are read again by a reload; that it is to name
 * them, or not any more, is written at a start alone (`zmproxyctl` of zm-core-utils: reload sends a signal, start calls
 * configrewrite).
 */
export const domainActivations = {
  reload: { name: "reload-proxy", argv: ["bin/zmproxyctl", "reload"] },
  restart: { name: "restart-proxy", argv: ["bin/zmproxyctl", "restart"] },
} as const satisfies Readonly<Record<string, Activation>>
