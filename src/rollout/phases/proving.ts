import type { FleetEndpoint } from "../../fleet/endpoints.js"
import { type HostContext, PhaseFailure } from "../hostContext.js"
import { proveAll, unprovenText, waitForFarm } from "./prover.js"

/**
 * Looks until every port serves its certificate steadily and, where members take turns, until the balancers would have
 * the host back. `when` begins the reason of a failure.
 */
export async function proveHost(
  context: HostContext,
  wanted: ReadonlyMap<FleetEndpoint, string>,
  when = "",
): Promise<void> {
  const { plan, prover, clock, settings, hardStop } = context
  const proofs = await proveAll(prover, wanted, {
    clock,
    timeoutMs: settings.probeTimeoutMs,
    intervalMs: settings.probeIntervalMs,
    signal: hardStop,
  })
  const failed = proofs.filter(({ proven }) => !proven)
  context.portsProven = proofs.length - failed.length
  if (failed.length > 0) throw new PhaseFailure(`${when}${unprovenText(failed)}`)
  if (settings.rolling && plan.activations.length > 0) await waitForFarms(context)
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
