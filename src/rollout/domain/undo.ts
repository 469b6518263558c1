import { type HostContext, PhaseFailure, type PhaseResult, quick, runDetached } from "../hostContext.js"
import { samePair } from "../phases/ldapCopy.js"
import { noteProofs, proveHost } from "../phases/proving.js"
import { runAgain, servesOld } from "../phases/undo.js"
import { tellingLine } from "../telling.js"
import { activationsBack } from "./change.js"
import { inspectDomain, lookAtLdap, sideOf } from "./look.js"
import { cameSince, isBackBut } from "./others.js"

/** Puts the folder of domains' certificates back, and gives LDAP its old values: the first server does it for all. */
export async function restore(context: HostContext): Promise<PhaseResult> {
  const { sink, plan, baseline, attempt } = context
  const side = sideOf(context)
  await stopSteps(context)
  const stays = cameSince(context, (await inspectDomain(context)).state)
  context.staying = stays
  await sink.emit({ type: "intent", host: plan.host, step: "restore", undo: "none: it may be run again" })
  const { log } = await runDetached(context, side.commands.restore(attempt, stays))
  const none = /^@none/m.test(log)
  if (!none && !/^@restored/m.test(log))
    throw new PhaseFailure(`the backup could not be restored: ${tellingLine(log)}`)
  const { state } = await inspectDomain(context)
  if (baseline === undefined ? none : !isBackBut(stays, state, baseline))
    throw new PhaseFailure(
      none
        ? "this rollout's backup is no longer on the host"
        : "the files differ from those before the change although the backup was restored",
    )
  await side.alone(() => giveBack(context))
  return stays.length === 0 ? {} : { detail: `left as they are, as they came since: ${stays.join(", ")}` }
}

async function giveBack(context: HostContext): Promise<void> {
  const { baseline, attempt } = context
  const side = sideOf(context)
  const old = baseline?.ldap
  if (old !== undefined && samePair(await lookAtLdap(context), old)) return
  const { log } = await runDetached(context, side.commands.giveBack(attempt))
  if (old === undefined || samePair(await lookAtLdap(context), old)) return
  throw new PhaseFailure(
    `LDAP does not hold again what it held for ${side.domain.domain}: ${tellingLine(log)}`,
  )
}

/** What still runs would write while everything is put back. */
async function stopSteps(context: HostContext): Promise<void> {
  const { commands } = sideOf(context)
  for (let attempt = 1; attempt <= context.attempt; attempt += 1)
    for (const command of [commands.save("", attempt), commands.deploy(attempt)]) {
      const { reports } = await quick(context, command.stop())
      if (!reports.has("stopped")) throw new PhaseFailure(`${command.step} still runs and cannot be stopped`)
    }
}

export function reactivate(context: HostContext): Promise<PhaseResult> {
  return runAgain(context, activationsBack(context))
}

/** Every port serves by the domain's names what it served before, and LDAP holds what it held. */
export async function reprove(context: HostContext): Promise<PhaseResult> {
  const { served, ldap } = context.baseline ?? {}
  if (served !== undefined && served.size > 0) await proveHost(context, served, "after the restore: ")
  else await noteProofs(context, [], ["it is not known what its ports served before: nothing was proven"])
  context.servesAsBefore = served !== undefined && served.size > 0
  if (ldap !== undefined && !samePair(await lookAtLdap(context), ldap))
    throw new PhaseFailure(
      "files and services are back, but LDAP holds another certificate or key than before",
    )
  return { detail: servesOld(served?.size ?? 0) }
}
