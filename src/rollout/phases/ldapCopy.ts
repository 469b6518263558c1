import { type HostContext, PhaseFailure, runDetached, tellingLine } from "../hostContext.js"

/**
 * Brings LDAP's copy of certificate and key in step with the files: a stale one would come back with a later deploy
 * without files. Resolves to what went wrong: LDAP may be down, or never answer, and the ports are the proof.
 */
export async function saveToLdap(context: HostContext, step: string): Promise<string | undefined> {
  try {
    const { status, log } = await runDetached(context, context.commands.saveToLdap(step, context.attempt))
    if (status === 0) return undefined
    return tellingLine(log) || `${step} exited ${status ?? "unknown"}`
  } catch (error) {
    if (error instanceof PhaseFailure) return error.message
    throw error
  }
}
