import { reported } from "../../remote/script.js"
import { domainCertificate } from "../../zimbra/domainCommands.js"
import { type HostContext, PhaseFailure, quick } from "../hostContext.js"
import { type FileState, type PairHashes, readFileState } from "../phases/fileState.js"
import { samePair } from "../phases/ldapCopy.js"
import { causeOf } from "../telling.js"
import type { DomainSide } from "./side.js"

/** What a proxy holds of a domain. */
export interface DomainFiles {
  /** Everything in the folder of domains' certificates. */
  readonly state: FileState
  /** This domain's, by its hashes. */
  readonly pair: PairHashes
  /** nginx's configuration names them. */
  readonly isKnown: boolean
}

/** The part of a context that a rollout of a domain cannot do without. */
export function sideOf({ domain }: HostContext): DomainSide {
  if (domain === undefined) throw new TypeError("this is no rollout of a domain")
  return domain
}

/** @throws PhaseFailure when they cannot be read */
export async function inspectDomain(context: HostContext): Promise<DomainFiles> {
  const { commands, domain } = sideOf(context)
  const { reports } = await quick(context, commands.inspect())
  const state = readFileState(reports)
  if (state === undefined) throw new PhaseFailure("the certificates of domains cannot be read")
  const certificate = state.leaves.get(domainCertificate(domain.domain))
  return { state, pair: { certificate, key: reported(reports, "key") }, isKnown: reports.has("known") }
}

/** @throws PhaseFailure when LDAP cannot be read */
export async function lookAtLdap(context: HostContext): Promise<PairHashes> {
  const { commands, domain } = sideOf(context)
  const { result, reports } = await quick(context, commands.ldap())
  if (reports.has("done"))
    return { certificate: reported(reports, "ldap-certificate"), key: reported(reports, "ldap-key") }
  const why = reported(reports, "unread") ?? causeOf(result)
  throw new PhaseFailure(`what LDAP holds for ${domain.domain} cannot be read (${why})`)
}

/** True for the pair that is rolled out. */
export function isWanted(pair: PairHashes, { wanted }: DomainSide): boolean {
  return samePair(pair, wanted)
}
