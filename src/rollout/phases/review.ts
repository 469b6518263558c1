import { certificateName } from "../../assess/certificateNames.js"
import { type Reports, reported } from "../../remote/script.js"
import { parseCertificate } from "../../x509/certificate.js"
import { isoDay } from "../../x509/day.js"
import { type HostContext, HostHeld, PhaseFailure, type PhaseResult, quick } from "../hostContext.js"
import { causeOf, tellingLine } from "../telling.js"
import { noteBrokenLock } from "./brokenLock.js"
import { type FileState, sameFiles } from "./fileState.js"
import { foreignFiles } from "./foreignFiles.js"
import { isInStep, keepsLdapCopy, lookAtLdap, samePair } from "./ldapCopy.js"
import { inspectFiles } from "./onHost.js"
import { obstacleIn } from "./prepare.js"
import { lookAtAll, type Served } from "./prover.js"
import { noteLooks } from "./proving.js"

/**
 * Looks at everything that taking a rollout back depends on, and at what it would take away: the files must be what that
 * rollout put there, the backup whole, the host free. Changes nothing.
 */
export async function review(context: HostContext): Promise<PhaseResult> {
  const { commands, plan } = context
  const [facts, found, files, served] = await Promise.all([
    quick(context, commands.preflight()),
    quick(context, commands.review()),
    inspectFiles(context),
    lookAtAll(context.prover, plan.endpoints, { signal: context.stop, door: context.link.door }),
  ])
  const obstacle = obstacleIn(facts.reports, plan.installation)
  if (obstacle !== undefined) throw new PhaseFailure(`${obstacle} ${tellingLine(facts.result.stderr)}`.trim())
  if (files === undefined) throw new PhaseFailure("the deployed files cannot be read")
  if (!found.reports.has("done"))
    throw new PhaseFailure(`its backup cannot be looked at: ${causeOf(found.result)}`)
  const isHeld = refuseHeld(context, found.reports)
  if (!isHeld && isAsBefore(context, files, served) && (await isLdapAsBefore(context))) {
    const before = context.baseline?.served
    await noteLooks(context, new Map([...served].filter(([endpoint]) => before?.has(endpoint) === true)))
    return { unchanged: true, detail: "has and serves again what it had before the rollout" }
  }
  const old = returning(context, found.reports)
  const halfDone = context.baseline?.halfDone === true ? [ofHalfDone] : []
  const foreign = foreignFiles(context, files, found.reports.get("rollout") ?? [])
  const guards = [...foreign, ...old.guards, ...halfDone]
  const { force } = context.settings
  const problems = [
    ...withoutBackup(context, found.reports, files),
    ...(force || guards.length === 0 ? [] : [`${guards.join("; ")} (--force does it all the same)`]),
  ]
  if (problems.length > 0) throw new PhaseFailure(problems.join("; "))
  context.returning = old.text
  return { detail: [old.text, ...guards].join("; ") }
}

/** What a rollback can do for a server that was half done before the rollout, and what it cannot. */
const ofHalfDone =
  "the server was half done before that rollout: its files would come back as they were found, and its services serve what is in them, not what they served then"

/** True while a run of this very rollout left its lock; what another one holds is not touched. */
export function refuseHeld({ rollout, settings }: HostContext, reports: Reports): boolean {
  const held = reported(reports, "held")
  if (held === undefined || settings.breakLock) return held !== undefined
  if (held === rollout) return true
  throw new HostHeld(reported(reports, "holder") ?? "", held)
}

/** Everything is back: a rollback that has been done, or one that had nothing to do here. */
function isAsBefore(
  { baseline }: HostContext,
  files: FileState,
  served: ReadonlyMap<unknown, Served>,
): boolean {
  if (baseline === undefined || !sameFiles(files, baseline.files)) return false
  return [...baseline.served].every(([endpoint, fingerprint]) => {
    const look = served.get(endpoint)
    return look?.ok === true && look.fingerprint === fingerprint
  })
}

async function isLdapAsBefore(context: HostContext): Promise<boolean> {
  if (!keepsLdapCopy(context)) return true
  const look = await lookAtLdap(context)
  const before = context.baseline?.ldap
  return isInStep(look) || (before !== undefined && samePair(look.ldap, before))
}

/** Backups are pruned by count, and people tidy up: only files that are the old ones need none. */
function withoutBackup({ baseline, settings }: HostContext, reports: Reports, files: FileState): string[] {
  const backup = reported(reports, "backup")
  if (backup === "ok" || (baseline !== undefined && sameFiles(files, baseline.files))) return []
  if (backup === "none")
    return [
      `this rollout's backup is no longer on the server (rollout.keepBackups: ${settings.keepBackups}); roll out an older certificate's folder instead`,
    ]
  return ["this rollout's backup is damaged: its checksum is another one"]
}

export interface Returning {
  /** What would come back, with its dates. */
  readonly text: string
  /** What only --force does. */
  readonly guards: readonly string[]
}

/** What a rollback would bring back, by the certificate in the backup. */
export function returning({ clock }: HostContext, reports: Reports): Returning {
  const body = reported(reports, "certificate")
  if (body === undefined) return { text: "what comes back holds no certificate", guards: [] }
  const certificate = parseCertificate(Buffer.from(body, "base64"))
  if (!certificate.ok) return { text: "what comes back holds a certificate that cannot be read", guards: [] }
  const { notBefore, notAfter } = certificate.value
  const name = `${certificateName(certificate.value)}, valid from ${isoDay(notBefore)} to ${isoDay(notAfter)}`
  if (notAfter.getTime() >= clock.now()) return { text: `old certificate: ${name}`, guards: [] }
  return {
    text: `old certificate: ${name}, expired`,
    guards: [`what would come back expired on ${isoDay(notAfter)}: ${name}`],
  }
}

/** A rollout has the host since it staged its files; a rollback by hand comes later. */
export async function hold(context: HostContext): Promise<PhaseResult> {
  const { commands, holder, settings } = context
  const { reports, result } = await quick(context, commands.lock(holder, settings.breakLock))
  const held = reported(reports, "locked")
  if (held !== undefined) throw new HostHeld(held, reported(reports, "locked-by"))
  await noteBrokenLock(context, reports)
  if (!reports.has("lock")) throw new PhaseFailure(`cannot take the host's lock: ${causeOf(result)}`)
  return {}
}

/** Gives back the lock of a rollback that changes nothing. */
export async function letGo(context: HostContext): Promise<PhaseResult> {
  const { reports, result } = await quick(context, context.commands.letGo())
  if (!reports.has("free")) throw new PhaseFailure(`cannot give the host's lock back: ${causeOf(result)}`)
  return {}
}
