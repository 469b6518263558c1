import { reported } from "../../remote/script.js"
import { type HostContext, PhaseFailure, type PhaseResult, quick } from "../hostContext.js"
import type { PairHashes } from "../phases/fileState.js"
import { samePair } from "../phases/ldapCopy.js"
import { obstacleIn } from "../phases/prepare.js"
import { lookAtAll, type Served } from "../phases/prover.js"
import { noteLooks } from "../phases/proving.js"
import { refuseHeld, returning } from "../phases/review.js"
import { causeOf, tellingLine } from "../telling.js"
import { type DomainFiles, inspectDomain, lookAtLdap, sideOf } from "./look.js"
import { cameSince, changedByWhom, isBackBut } from "./others.js"

/** Looks at everything that taking a rollout back depends on. Changes nothing. */
export async function review(context: HostContext): Promise<PhaseResult> {
  const { plan, settings } = context
  const { commands } = sideOf(context)
  const [facts, found, files, ldap, served] = await Promise.all([
    quick(context, commands.preflight()),
    quick(context, commands.review()),
    inspectDomain(context),
    lookAtLdap(context),
    lookAtAll(context.prover, plan.endpoints, { signal: context.stop, door: context.link.door }),
  ])
  const obstacle = obstacleIn(facts.reports, plan.installation)
  if (obstacle !== undefined) throw new PhaseFailure(`${obstacle} ${tellingLine(facts.result.stderr)}`.trim())
  if (!found.reports.has("done"))
    throw new PhaseFailure(`its backup cannot be looked at: ${causeOf(found.result)}`)
  if (!refuseHeld(context, found.reports) && isAsBefore(context, { files, ldap, served })) {
    await noteLooks(context, served)
    return { unchanged: true, detail: "has and serves again what it had before the rollout" }
  }
  const stays = cameSince(context, files.state)
  const old = returning(context, found.reports)
  const guards = [...foreign(context, files), ...others(context, files), ...old.guards]
  const problems = [
    ...withoutBackup(context, files, reported(found.reports, "backup")),
    ...(settings.force || guards.length === 0 ? [] : [`${guards.join("; ")} (--force does it all the same)`]),
  ]
  if (problems.length > 0) throw new PhaseFailure(problems.join("; "))
  context.returning = old.text
  const more = stays.length === 0 ? [] : [`${stays.join(", ")} came since, and stays`]
  return { detail: [old.text, ...more, ...guards].join("; ") }
}

interface Looked {
  readonly files: DomainFiles
  readonly ldap: PairHashes
  readonly served: ReadonlyMap<unknown, Served>
}

/** Everything is back: a rollback that has been done, or one that had nothing to do here. */
function isAsBefore(context: HostContext, { files, ldap, served }: Looked): boolean {
  const { baseline } = context
  if (baseline?.ldap === undefined || !isBack(context, files)) return false
  return (
    samePair(ldap, baseline.ldap) &&
    [...baseline.served].every(([endpoint, print]) => {
      const look = served.get(endpoint)
      return look?.ok === true && look.fingerprint === print
    })
  )
}

/** The files are those from before the rollout, but for what came since. */
function isBack(context: HostContext, { state }: DomainFiles): boolean {
  const { baseline } = context
  return baseline !== undefined && isBackBut(cameSince(context, state), state, baseline)
}

/** What a rollback would overwrite that its rollout did not put there. */
function foreign(context: HostContext, files: DomainFiles): string[] {
  const { left, wanted } = context
  const isOurs = left === "unknown" || files.pair.certificate === wanted.leaf
  if (isOurs || isBack(context, files)) return []
  return ["this rollout did not leave the domain's certificate so: changed since"]
}

/** The backup is of all domains: what it would bring back of others may be older than what LDAP holds for them. */
function others(context: HostContext, { state }: DomainFiles): string[] {
  const paths = changedByWhom(context, state)
  if (paths.length === 0) return []
  return [
    `${paths.join(", ")} changed, by this rollout, whose deploy was cut off, or since: the older ones would come back`,
  ]
}

/** Only files that are the old ones need none. */
function withoutBackup(context: HostContext, files: DomainFiles, found: string | undefined): string[] {
  if (found === "ok" || isBack(context, files)) return []
  return [`this rollout's backup is ${found === "none" ? "no longer on the server" : "damaged"}`]
}
