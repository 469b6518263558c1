import { reported } from "../../remote/script.js"
import { type HostContext, PhaseFailure, type PhaseResult, quick } from "../hostContext.js"
import { type PairHashes, sameFiles } from "../phases/fileState.js"
import { samePair } from "../phases/ldapCopy.js"
import { obstacleIn } from "../phases/prepare.js"
import { lookAtAll, type Served } from "../phases/prover.js"
import { noteLooks } from "../phases/proving.js"
import { refuseHeld, returning } from "../phases/review.js"
import { causeOf, tellingLine } from "../telling.js"
import { type DomainFiles, inspectDomain, lookAtLdap, sideOf } from "./look.js"

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
  const old = returning(context, found.reports)
  const guards = [...foreign(context, files), ...old.guards]
  const problems = [
    ...withoutBackup(context, files, reported(found.reports, "backup")),
    ...(settings.force || guards.length === 0 ? [] : [`${guards.join("; ")} (--force does it all the same)`]),
  ]
  if (problems.length > 0) throw new PhaseFailure(problems.join("; "))
  context.returning = old.text
  return { detail: [old.text, ...guards].join("; ") }
}

interface Looked {
  readonly files: DomainFiles
  readonly ldap: PairHashes
  readonly served: ReadonlyMap<unknown, Served>
}

/** Everything is back: a rollback that has been done, or one that had nothing to do here. */
function isAsBefore({ baseline }: HostContext, { files, ldap, served }: Looked): boolean {
  if (baseline?.ldap === undefined || !sameFiles(files.state, baseline.files)) return false
  return (
    samePair(ldap, baseline.ldap) &&
    [...baseline.served].every(([endpoint, print]) => {
      const look = served.get(endpoint)
      return look?.ok === true && look.fingerprint === print
    })
  )
}

/** What a rollback would overwrite that its rollout did not put there. */
function foreign({ baseline, left, wanted }: HostContext, { state, pair }: DomainFiles): string[] {
  const isOurs = left === "unknown" || pair.certificate === wanted.leaf
  if (isOurs || (baseline !== undefined && sameFiles(state, baseline.files))) return []
  return ["this rollout did not leave the domain's certificate so: changed since"]
}

/** Only files that are the old ones need none. */
function withoutBackup(
  { baseline }: HostContext,
  { state }: DomainFiles,
  found: string | undefined,
): string[] {
  if (found === "ok" || (baseline !== undefined && sameFiles(state, baseline.files))) return []
  return [`this rollout's backup is ${found === "none" ? "no longer on the server" : "damaged"}`]
}
