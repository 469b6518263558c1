import { scriptCommand } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"
import type { Secret } from "../secret.js"
import type { Activation } from "./activation.js"
import { type DetachedCommand, detachedCommand, numbered } from "./detached.js"
import {
  deployPaths,
  emptiedFolders,
  type Installation,
  liveCertificate,
  liveKey,
  ownFolder,
  rebuiltFolder,
  rolloutFolder,
  rootFolder,
  serviceCertificates,
  stagedNames,
  tools,
} from "./files.js"
import { letGoScript, lockScript } from "./lockScripts.js"
import { inspectScript, ldapCopyScript, preflightScript, reviewScript } from "./lookScripts.js"
import {
  abandonScript,
  backupScript,
  clearRootScript,
  finishScript,
  installKeyScript,
  restoreScript,
  stageLinesScript,
  stageScript,
} from "./scripts.js"
import type { CertmgrUser } from "./version.js"

/** Everything certfleet ever runs on a Zimbra host, as the user who owns the installation. */
export interface ZimbraCommands {
  preflight(): RemoteCommand
  inspect(): RemoteCommand
  /** Reports `@lock`, or `@locked` with who holds the host. */
  lock(holder: string, breakLock: boolean): RemoteCommand
  /** Gives the lock back, and leaves the backup. */
  letGo(): RemoteCommand
  /** What there is to go back to, and who holds the host. */
  review(): RemoteCommand
  stage(files: Secret, holder: string, breakLock: boolean): RemoteCommand
  /** The same for key, certificate and chain, each as a line of base64 on standard input; `breaking` is `break`, or empty. */
  stageLines(holder: string, breaking: string): RemoteCommand
  verify(staging: string): RemoteCommand
  /** Of a half-done server the backup says that it does not hold what was served. */
  backup(isOfHalfDone: boolean): RemoteCommand
  installKey(staging: string): RemoteCommand
  deploy(staging: string, options: { localOnly: boolean; attempt: number }): DetachedCommand
  activate(activation: Activation, attempt: number): DetachedCommand
  restore(attempt: number): DetachedCommand
  /** Brings LDAP's copy of certificate and key in step with the files. */
  saveToLdap(step: string, attempt: number): DetachedCommand
  /** Reports what LDAP holds for this server, beside what the files hold; see `ldapCopyScript`. */
  ldapCopy(): RemoteCommand
  finish(keepBackups: number): RemoteCommand
  abandon(): RemoteCommand
  /** Removes the logs of what root ran itself, before 8.7. */
  clearRoot(): RemoteCommand
}

export function zimbraCommands(
  { user, home }: Installation,
  rollout: string,
  certmgr: CertmgrUser = "owner",
): ZimbraCommands {
  const base = ownFolder(home)
  const folder = rolloutFolder(home, rollout)
  const certmgrTool = `${home}/${tools.certmgr}`
  const own = { user, folder }
  const certmgrAs = certmgr === "root" ? { user: "root", folder: rootFolder(rollout) } : own
  const detached = (step: string, argv: readonly string[], as = own): DetachedCommand =>
    detachedCommand(as, step, argv)
  const staged = (staging: string): [key: string, certificate: string, chain: string] => [
    `${staging}/${stagedNames.key}`,
    `${staging}/${stagedNames.certificate}`,
    `${staging}/${stagedNames.chain}`,
  ]
  const certificates = [liveCertificate, ...serviceCertificates]
  return {
    preflight: () =>
      scriptCommand(preflightScript, {
        args: [home, base, certmgrTool, `${home}/${tools.control}`, rebuiltFolder, ...deployPaths],
        user,
      }),
    inspect: () =>
      scriptCommand(inspectScript, {
        args: [home, String(certificates.length), ...certificates, ...deployPaths],
        user,
      }),
    lock: (holder, breakLock) =>
      scriptCommand(lockScript, { args: [base, rollout, holder, breakLock ? "break" : ""], user }),
    letGo: () => scriptCommand(letGoScript, { args: [base, rollout], user }),
    review: () => scriptCommand(reviewScript, { args: [base, rollout, ...certificates], user }),
    stage: (files, holder, breakLock) =>
      scriptCommand(stageScript, {
        args: [base, rollout, holder, breakLock ? "break" : ""],
        user,
        stdin: files,
      }),
    stageLines: (holder, breaking) =>
      scriptCommand(stageLinesScript, {
        args: [base, rollout, holder, breaking, stagedNames.key, stagedNames.certificate, stagedNames.chain],
        user,
      }),
    verify: (staging) => ({
      name: "verifycrt",
      user: certmgrAs.user,
      argv: [certmgrTool, "verifycrt", "comm", ...staged(staging)],
    }),
    backup: (isOfHalfDone) =>
      scriptCommand(backupScript, {
        args: [home, folder, isOfHalfDone ? "half-done" : "", ...deployPaths],
        user,
      }),
    installKey: (staging) =>
      scriptCommand(installKeyScript, {
        args: [folder, `${staging}/${stagedNames.key}`, `${home}/${liveKey}`],
        user,
      }),
    deploy(staging, { localOnly, attempt }) {
      const [, certificate, chain] = staged(staging)
      const flags = localOnly ? ["-localonly"] : []
      const argv = [certmgrTool, "deploycrt", "comm", ...flags, certificate, chain]
      return detached(numbered("deploycrt", attempt), argv, certmgrAs)
    },
    activate({ name, argv: [tool, ...args] }, attempt) {
      return detached(numbered(name, attempt), [`${home}/${tool}`, ...args])
    },
    restore: (attempt) =>
      detached(
        numbered("restore", attempt),
        scriptCommand(restoreScript, { args: [home, folder, ...emptiedFolders] }).argv,
      ),
    saveToLdap: (step, attempt) =>
      detached(numbered(step, attempt), [certmgrTool, "savecrt", "comm"], certmgrAs),
    ldapCopy: () =>
      scriptCommand(ldapCopyScript, {
        args: [tools.provisioning, tools.localConfig, liveCertificate, liveKey].map(
          (path) => `${home}/${path}`,
        ),
        user,
      }),
    finish: (keep) => scriptCommand(finishScript, { args: [base, rollout, String(keep)], user }),
    clearRoot: () => scriptCommand(clearRootScript, { args: [rootFolder(rollout)], user: "root" }),
    abandon: () => scriptCommand(abandonScript, { args: [base, rollout], user }),
  }
}
