import type { Activation } from "../../zimbra/activation.js"
import { domainActivations } from "../../zimbra/domainCommands.js"
import { type HostContext, PhaseFailure, type PhaseResult, quick, runDetached } from "../hostContext.js"
import { runActivations } from "../phases/change.js"
import { plainFileState } from "../phases/fileState.js"
import { stagingOf } from "../phases/onHost.js"
import { causeOf, tellingLine } from "../telling.js"
import { inspectDomain, isWanted, lookAtLdap, sideOf } from "./look.js"

/**
 * Saves the pair in LDAP, which the first server does for all, and lets this one take it from there. What counts are hashes:
 * `savecrt` exits 0 whatever happens, and `deploycrts` says `done.` for empty certificates, too.
 */
export async function deploy(context: HostContext): Promise<PhaseResult> {
  const { sink, plan } = context
  const side = sideOf(context)
  await sink.emit({
    ...{ type: "intent", host: plan.host, step: "deploycrts" },
    undo: "give LDAP its old values back, restore the backup",
  })
  await side.alone(() => saveToLdap(context))
  const { status, log } = await runDetached(context, side.commands.deploy(context.attempt))
  const { pair, state } = await inspectDomain(context)
  if (!isWanted(pair, side))
    throw new PhaseFailure(
      `deploycrts (exit ${status ?? "unknown"}) left another certificate or key for ${side.domain.domain}, or none; ${tellingLine(log)}`,
    )
  await sink.emit({ type: "deployed", host: plan.host, ...plainFileState(state) })
  return {}
}

async function saveToLdap(context: HostContext): Promise<void> {
  const side = sideOf(context)
  if (isWanted(await lookAtLdap(context), side)) return
  const { status, log } = await runDetached(context, side.commands.save(stagingOf(context), context.attempt))
  if (isWanted(await lookAtLdap(context), side)) return
  throw new PhaseFailure(
    `LDAP did not take certificate and key of ${side.domain.domain} (savecrt exited ${status ?? "unknown"}): ${tellingLine(log)}`,
  )
}

/** Lets nginx read the files again, or begin to: its configuration names them only from a start on. */
export async function activate(context: HostContext): Promise<PhaseResult> {
  const { isKnown } = await inspectDomain(context)
  return runActivations(
    context,
    isKnown && hadOne(context) ? [domainActivations.reload] : [domainActivations.restart],
  )
}

/** A domain that had no certificate before is in no configuration that goes by what LDAP holds again. */
export function activationsBack(context: HostContext): readonly Activation[] {
  return hadOne(context) ? [domainActivations.reload] : [domainActivations.restart]
}

function hadOne({ baseline }: HostContext): boolean {
  return baseline?.ldap?.certificate !== undefined
}

/** Removes what was staged, old backups and the lock. */
export async function finish(context: HostContext): Promise<PhaseResult> {
  const { commands } = sideOf(context)
  const { reports, result } = await quick(context, commands.finish(context.settings.keepBackups))
  if (!reports.has("finished")) throw new PhaseFailure(`cannot clean up: ${causeOf(result)}`)
  return {}
}
