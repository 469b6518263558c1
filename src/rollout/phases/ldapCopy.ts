import { type Reports, reported } from "../../remote/script.js"
import { type HostContext, PhaseFailure, quick, runDetached } from "../hostContext.js"
import { causeOf, tellingLine } from "../telling.js"
import type { PairHashes } from "./fileState.js"

/** What LDAP holds for a server, and what the files that deploycrt works with hold. */
export interface LdapLook {
  readonly ldap: PairHashes
  readonly files: PairHashes
}

/** True on a host whose pair deploycrt stores in LDAP, too: the master's; before 8.7, every server's. */
export function keepsLdapCopy({ plan, settings, certmgr }: HostContext): boolean {
  return !settings.localOnly && (plan.ldapMaster || certmgr === "root")
}

/**
 * @throws PhaseFailure when LDAP cannot be read
 */
export async function lookAtLdap(context: HostContext): Promise<LdapLook> {
  const { result, reports } = await quick(context, context.commands.ldapCopy())
  if (reports.has("done")) return { ldap: pairIn(reports, "ldap"), files: pairIn(reports, "file") }
  const why = reported(reports, "unread") ?? causeOf(result)
  throw new PhaseFailure(`LDAP's copy of certificate and key cannot be read (${why})`)
}

/** True when a later deploy without files would bring nothing else. */
export function isInStep({ ldap, files }: LdapLook): boolean {
  return samePair(ldap, files)
}

export function samePair(one: PairHashes, other: PairHashes): boolean {
  return one.certificate === other.certificate && one.key === other.key
}

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

/**
 * Looks whether LDAP holds the pair of the files, or another one that will do, and offers it the files' once more where
 * it does not. Resolves to what is wrong then: the exit status of savecrt proves nothing.
 */
export async function proveLdap(context: HostContext, alsoFine?: PairHashes): Promise<string | undefined> {
  if (!keepsLdapCopy(context)) return undefined
  const problem = async (): Promise<string | undefined> => {
    try {
      const look = await lookAtLdap(context)
      if (isInStep(look) || (alsoFine !== undefined && samePair(look.ldap, alsoFine))) return undefined
      return "LDAP holds another certificate or key than the files"
    } catch (error) {
      if (error instanceof PhaseFailure) return error.message
      throw error
    }
  }
  if ((await problem()) === undefined) return undefined
  const refused = await saveToLdap(context, "savecrt-late")
  const still = await problem()
  return still === undefined || refused === undefined ? still : `${still} (${refused})`
}

function pairIn(reports: Reports, whose: "ldap" | "file"): PairHashes {
  return { certificate: reported(reports, `${whose}-certificate`), key: reported(reports, `${whose}-key`) }
}
