import type { FleetEndpoint } from "../../fleet/endpoints.js"
import { ports } from "../../fleet/serverCount.js"
import type { Activation } from "../../zimbra/activation.js"
import { liveCertificate } from "../../zimbra/files.js"
import {
  type Baseline,
  type HostContext,
  PhaseFailure,
  type PhaseResult,
  quick,
  runDetached,
} from "../hostContext.js"
import { causeOf, complaint, tellingLine } from "../telling.js"
import { type FileState, sameFiles } from "./fileState.js"
import { servedByFiles } from "./halfDone.js"
import { keepsLdapCopy, proveLdap, saveToLdap } from "./ldapCopy.js"
import { certmgrOf, cleanUp, inspectFiles } from "./onHost.js"
import { noteProofs, proveHost } from "./proving.js"

/** Clears away what a host that stays unchanged got from us. */
export async function abandon(context: HostContext): Promise<PhaseResult> {
  const { reports, result } = await quick(context, context.commands.abandon())
  if (!reports.has("abandoned")) throw new PhaseFailure(`cannot clean up: ${causeOf(result)}`)
  return {}
}

/** Puts the backup back, looks whether every file is the old one again, and brings LDAP's copy in step. */
export async function restore(context: HostContext): Promise<PhaseResult> {
  const { commands, plan, sink, baseline, attempt } = context
  await stopDeploy(context)
  await sink.emit({ type: "intent", host: plan.host, step: "restore", undo: "none: it may be run again" })
  const { status, log } = await runDetached(context, commands.restore(attempt))
  const none = /^@none/m.test(log)
  if (!none && !/^@restored/m.test(log))
    throw new PhaseFailure(`the backup could not be restored: ${tellingLine(log) || endText(status)}`)
  const state = await inspectFiles(context)
  if (none) return withoutBackup(state, baseline)
  if (state === undefined || (baseline !== undefined && !sameFiles(state, baseline.files)))
    throw new PhaseFailure("the files differ from those before the change although the backup was restored")
  if (!keepsLdapCopy(context) || !state.hashes.has(liveCertificate)) return {}
  const problem = await saveToLdap(context, "savecrt")
  return problem === undefined ? {} : { detail: `LDAP may still hold the new certificate: ${problem}` }
}

/** Backups are pruned by count, and people tidy up: only files that are the old ones need none. */
function withoutBackup(state: FileState | undefined, baseline: Baseline | undefined): PhaseResult {
  if (state === undefined || baseline === undefined || !sameFiles(state, baseline.files))
    throw new PhaseFailure("this rollout's backup is no longer on the host")
  return { detail: "no backup, but the files are those from before the change" }
}

/** A deploy that still runs would write over the files while they are restored. */
async function stopDeploy(context: HostContext): Promise<void> {
  for (const attempt of [1, 2]) {
    const command = context.commands.deploy(context.staging ?? "", { localOnly: false, attempt })
    const { reports } = await quick(context, command.stop())
    if (!reports.has("stopped")) throw new PhaseFailure(`${command.step} still runs and cannot be stopped`)
  }
}

export function reactivate(context: HostContext): Promise<PhaseResult> {
  return runAgain(context, context.plan.activations)
}

/** Services take up again what was put back. */
export async function runAgain(
  context: HostContext,
  activations: readonly Activation[],
): Promise<PhaseResult> {
  const { commands, attempt } = context
  context.reactivated = true
  const notes: string[] = []
  for (const activation of activations) {
    const again = { ...activation, name: `undo-${activation.name}` }
    notes.push(...(await noteOn(activation.name, runDetached(context, commands.activate(again, attempt)))))
  }
  context.restartNotes = notes
  return notes.length === 0 ? {} : { detail: notes.join("; ") }
}

/** A step that said nothing. */
function endText(status: number | undefined): string {
  return status === undefined
    ? "it is gone without a word, as after a restart of the server"
    : `exit ${status}, without a word`
}

/** What a restart came to, when it was not smooth. Even one that hangs decides nothing: the ports have the last word. */
async function noteOn(name: string, running: ReturnType<typeof runDetached>): Promise<string[]> {
  try {
    const { status, log } = await running
    const wrong = complaint(log)
    return status === 0 && wrong === undefined
      ? []
      : [`${name} exited ${status ?? "unknown"}: ${wrong ?? tellingLine(log)}`]
  } catch (error) {
    if (error instanceof PhaseFailure) return [error.message]
    throw error
  }
}

/**
 * Every port serves what it served before the change, three times in a row; and LDAP holds the pair that is in the files
 * again, or the one it held: else the next deploy without files would bring the new one back.
 */
export async function reprove(context: HostContext): Promise<PhaseResult> {
  const { ldap } = context.baseline ?? {}
  const served = servedThen(context)
  if (served !== undefined && served.size > 0) await proveHost(context, served, "after the restore: ")
  else await noteProofs(context, [], ["it is not known what its ports served before: nothing was proven"])
  context.servesAsBefore = served !== undefined && served.size > 0
  const problem = await proveLdap(context, ldap)
  if (problem !== undefined)
    throw new PhaseFailure(
      `files and services are back, but not LDAP: ${problem}; run zmcertmgr savecrt comm here as ${certmgrOf(context)} once it is well`,
    )
  if (isLost(context) && !context.settings.force) {
    // Nothing better is to be had here: the next rollout must not find the host held.
    await cleanUp(context)
    throw new PhaseFailure(
      `it was half done before the rollout: its files are as they were found and its services serve what is in them, ${ports(served?.size ?? 0)} proven; what they served before is not to be had any more`,
    )
  }
  if (served === undefined || served.size === 0) return { detail: "not known what was served before" }
  return { detail: servesOld(served.size) }
}

/** What was served is gone where services of a half-done server were restarted. */
function isLost({ baseline, reactivated }: HostContext): boolean {
  return baseline?.halfDone === true && reactivated
}

/** What the ports must serve again; of a half-done server, what its files hold. */
function servedThen(context: HostContext): ReadonlyMap<FleetEndpoint, string> | undefined {
  const { baseline } = context
  if (baseline === undefined || !isLost(context)) return baseline?.served
  return servedByFiles(baseline.files, baseline.served.keys())
}

/** A host that was put back is cleaned up like one that is done. */
export async function release(context: HostContext): Promise<PhaseResult> {
  await cleanUp(context)
  return {}
}

/** What an undo ends with. */
export function servesOld(count: number): string {
  return `${ports(count)} ${count === 1 ? "serves" : "serve"} the old certificate`
}
