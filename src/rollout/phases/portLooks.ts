import type { FleetEndpoint } from "../../fleet/endpoints.js"
import { type HostContext, PhaseFailure } from "../hostContext.js"
import { judgeName } from "./otherNames.js"
import { portText, unprovenText } from "./proof.js"
import { lookAtAll, lookAtNames, nameKey, type Served } from "./prover.js"

/** What a host's ports serve before anything is changed. */
export interface PortLooks {
  readonly served: ReadonlyMap<FleetEndpoint, Served>
  /** By the keys of `nameKey`. */
  readonly byName: ReadonlyMap<string, Served>
}

/** Every port by the server's own name, then those that answered by their further names. */
export async function lookAtPorts({ prover, plan, stop, link }: HostContext): Promise<PortLooks> {
  const options = { signal: stop, door: link.door }
  const served = await lookAtAll(prover, plan.endpoints, options)
  const names = [...plan.userNames].filter(([endpoint]) => served.get(endpoint)?.ok === true)
  return { served, byName: await lookAtNames(prover, new Map(names), options) }
}

/** What is to be said of the further names of a host whose ports serve the certificate already. */
export function namesAsTheyAre(
  { plan, wanted, clock }: HostContext,
  byName: PortLooks["byName"],
): { readonly notes: string[]; readonly problems: string[] } {
  const verdicts = plan.endpoints.flatMap((endpoint) =>
    (plan.userNames.get(endpoint) ?? []).map((name) => {
      const served = byName.get(nameKey(endpoint, name)) ?? { ok: false, problem: "not asked" }
      const before = served.ok ? served.fingerprint : undefined
      const verdict = judgeName({
        name,
        served,
        wanted: wanted.leaf,
        before,
        old: new Set(),
        now: clock.now(),
      })
      return { endpoint, verdict }
    }),
  )
  return {
    notes: verdicts.flatMap(({ endpoint, verdict }) =>
      verdict.kind === "kept" ? [`${portText(endpoint)} ${verdict.note}`] : [],
    ),
    problems: verdicts.flatMap(({ verdict }) => (verdict.kind === "wrong" ? [verdict.problem] : [])),
  }
}

/** A port that is silent before the change could never prove it: better to say so while nothing is changed. */
export function refuseSilent(served: ReadonlyMap<FleetEndpoint, Served>): void {
  const silent = [...served].flatMap(([endpoint, look]) =>
    look.ok ? [] : [{ endpoint, problem: look.problem }],
  )
  if (silent.length === 0) return
  throw new PhaseFailure(
    `no answer before the change from ${unprovenText(silent)}; ` +
      "what is not meant to answer is switched off under `ports` in fleet.yaml (false); --allow-down goes on without",
  )
}

export function fingerprints<E>(served: ReadonlyMap<E, Served>): Map<E, string> {
  return new Map(
    [...served].flatMap(([endpoint, look]) => (look.ok ? [[endpoint, look.fingerprint] as const] : [])),
  )
}
