import type { FleetEndpoint } from "../../fleet/endpoints.js"
import { type HostContext, PhaseFailure } from "../hostContext.js"
import { type Proof, proveAll, type Served, unprovenText, waitForFarm } from "./prover.js"

/**
 * Looks until every port serves its certificate steadily and, where members take turns, until the balancers would have
 * the host back. `when` begins the reason of a failure.
 */
export async function proveHost(
  context: HostContext,
  wanted: ReadonlyMap<FleetEndpoint, string>,
  when = "",
): Promise<void> {
  const { plan, prover, clock, settings, hardStop, link } = context
  const proofs = await proveAll(prover, wanted, {
    clock,
    timeoutMs: settings.probeTimeoutMs,
    intervalMs: settings.probeIntervalMs,
    signal: hardStop,
    door: link.door,
  })
  const failed = proofs.filter(({ proven }) => !proven)
  await noteProofs(context, proofs)
  if (failed.length > 0) throw new PhaseFailure(`${when}${unprovenText(failed)}`)
  if (settings.rolling && plan.activations.length > 0) await waitForFarms(context)
}

/** Keeps what was proven, and from where, for the result and the journal. */
async function noteProofs(context: HostContext, proofs: readonly Proof[]): Promise<void> {
  context.portsProven = proofs.filter(({ proven }) => proven).length
  context.proofs = proofs.map(({ endpoint: { service, port }, proven, from, problem }) => ({
    ...{ service, port, proven },
    ...(from === undefined ? {} : { from: from.way, address: from.address }),
    ...(problem === undefined ? {} : { problem }),
  }))
  await context.sink.emit({ type: "proof", host: context.plan.host, ports: context.proofs })
}

/** The same for ports that serve already what they should. */
export function noteLooks(context: HostContext, served: ReadonlyMap<FleetEndpoint, Served>): Promise<void> {
  const proofs = [...served].map(([endpoint, look]) => ({
    endpoint,
    proven: look.ok,
    ...(look.ok ? { from: look.from } : {}),
  }))
  return noteProofs(context, proofs)
}

/** The next member may go only when this one would get traffic again. */
async function waitForFarms({ plan, prover, clock, settings, hardStop }: HostContext): Promise<void> {
  const host = { host: plan.host, address: plan.target.address }
  const options = { clock, timeoutMs: settings.probeTimeoutMs, signal: hardStop }
  const problems = await Promise.all(
    plan.farmChecks.map((check) => waitForFarm(prover, host, check, options)),
  )
  const wrong = problems.filter((problem) => problem !== undefined)
  if (wrong.length > 0) throw new PhaseFailure(wrong.join("; "))
}
