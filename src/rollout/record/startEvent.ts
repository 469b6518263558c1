import type { RolloutPlan } from "../plan.js"
import type { RolloutEvent } from "./events.js"
import type { Resumption } from "./resume.js"

/** What the journal of each run begins with: what it is, for whom, and the choices that a resumed run keeps. */
export function startEvent(
  { id, holder, hosts, payload, domain, settings }: RolloutPlan,
  resumption?: Resumption,
): RolloutEvent & { readonly type: "start" } {
  const { restart, maxFailures, localOnly, rolling, canaries } = settings
  return {
    type: "start",
    rollout: id,
    holder,
    certificate: payload.fingerprint,
    commonName: payload.commonName,
    ...(domain === undefined ? {} : { domain: domain.domain }),
    hosts: hosts.map(({ host }) => host),
    resumed: resumption !== undefined && resumption.rollback !== true,
    ...(resumption?.rollback === true ? { rollback: true } : {}),
    ...{ restart, maxFailures, localOnly, rolling, canaries },
  }
}
