import { reported } from "../../remote/script.js"
import type { Activation } from "../../zimbra/activation.js"
import { type HostContext, PhaseFailure, type PhaseResult, quick, runDetached } from "../hostContext.js"
import { causeOf, complaint, tellingLine } from "../telling.js"
import { missingFromDeploy, plainFileState } from "./fileState.js"
import { proveLdap } from "./ldapCopy.js"
import { certmgrOf, cleanUp, inspectFiles, stagingOf } from "./onHost.js"
import { noteProofs, proveRenewed } from "./proving.js"

/**
 * Puts the key in place and runs deploycrt. What counts afterwards is the files, not the exit status:
 * deploycrt exits 1 after a complete deploy and 0 after a failed one.
 */
export async function deploy(context: HostContext): Promise<PhaseResult> {
  const { commands, wanted, sink, plan } = context
  const staging = stagingOf(context)
  await sink.emit({ type: "intent", host: plan.host, step: "deploycrt", undo: "restore the backup" })
  const installed = await quick(context, commands.installKey(staging))
  if (reported(installed.reports, "key") !== wanted.key)
    throw new PhaseFailure(`the key could not be put in place: ${causeOf(installed.result)}`)
  let run = await runDeploy(context, staging, 1)
  // The host was restarted under it: whatever is there now is replaced by a second, whole run.
  if (run.status === undefined) run = await runDeploy(context, staging, 2)
  const state = await inspectFiles(context)
  if (state === undefined) throw new PhaseFailure("the deployed files cannot be read after deploycrt")
  const missing = missingFromDeploy(state, wanted, context.baseline?.files)
  if (missing.length > 0)
    throw new PhaseFailure(
      `deploycrt (exit ${run.status ?? "unknown"}) left ${missing.length} files old: ${missing.slice(0, 3).join(", ")}; ${tellingLine(run.log)}`,
    )
  await sink.emit({ type: "deployed", host: plan.host, ...plainFileState(state) })
  if (run.status === 0) return {}
  // What fails after every file is in place is the write to LDAP, which is looked at in the end.
  return {
    detail: `deploycrt exited ${run.status ?? "unknown"} but deployed every file (${tellingLine(run.log)})`,
  }
}

function runDeploy(context: HostContext, staging: string, attempt: number): ReturnType<typeof runDetached> {
  const { localOnly } = context.settings
  return runDetached(context, context.commands.deploy(staging, { localOnly, attempt }))
}

/** Reloads or restarts what must take up the certificate. Statuses are noted, never believed: ports are the proof. */
export function activate(context: HostContext): Promise<PhaseResult> {
  return runActivations(context, context.plan.activations)
}

/** The same for whatever has to be. */
export async function runActivations(
  context: HostContext,
  activations: readonly Activation[],
): Promise<PhaseResult> {
  const { plan, sink } = context
  const notes: string[] = []
  for (const activation of activations) {
    await sink.emit({
      type: "intent",
      host: plan.host,
      step: activation.name,
      undo: "restore the backup and activate again",
    })
    const { status, log } = await runDetached(context, context.commands.activate(activation, context.attempt))
    const wrong = complaint(log)
    if (status !== 0 || wrong !== undefined)
      notes.push(`${activation.name} exited ${status ?? "unknown"}: ${wrong ?? tellingLine(log)}`)
  }
  context.restartNotes = notes
  return notes.length === 0 ? {} : { detail: notes.join("; ") }
}

/** Every port serves the new certificate, three times in a row. */
export async function prove(context: HostContext): Promise<PhaseResult> {
  const { activations, endpoints } = context.plan
  if (activations.length === 0) {
    await noteProofs(
      context,
      [],
      ["nothing was restarted here, and nothing proven: its ports serve the old certificate until then"],
    )
    return { detail: "nothing restarted, nothing proven" }
  }
  if (endpoints.length === 0)
    await noteProofs(context, [], ["fleet.yaml leaves it no port that could prove anything"])
  else await proveRenewed(context)
  return { detail: `${context.portsProven} of ${endpoints.length} ports` }
}

/** Removes what was staged, old backups and the lock; and what LDAP did not take at the deploy is offered once more. */
export async function finish(context: HostContext): Promise<PhaseResult> {
  const problem = await proveLdap(context)
  await cleanUp(context)
  if (problem !== undefined)
    throw new PhaseFailure(
      `LDAP may hold another certificate than the files (${problem}); run zmcertmgr savecrt comm here as ${certmgrOf(context)} once it is well`,
    )
  return {}
}
