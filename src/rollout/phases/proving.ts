import type { FleetEndpoint } from "../../fleet/endpoints.js"
import { type HostContext, PhaseFailure } from "../hostContext.js"
import { type Proof, portText, proveAll, unprovenText } from "./proof.js"
import { type Served, waitForFarm } from "./prover.js"

/**
 * Looks until every port serves its certificate steadily and, where members take turns, until the balancers would have
 * the host back. `when` begins the reason of a failure.
 */
export async function proveHost(
  context: HostContext,
  wanted: ReadonlyMap<FleetEndpoint, string>,
  when = "",
): Promise<void> {
  const { plan, settings } = context
  const proofs = await proveAll(context.prover, wanted, lookSettings(context))
  await settle(context, proofs, when)
  if (settings.rolling && plan.activations.length > 0) await waitForFarms(context)
}

/**
 * The same for the new certificate on every port, by every name that users reach it by. What did not answer before the change need
 * not answer after it, and is named.
 */
export async function proveRenewed(context: HostContext): Promise<void> {
  const { plan, baseline, wanted, settings } = context
  const before = baseline?.served
  const silent = plan.endpoints.filter((endpoint) => before?.has(endpoint) === false)
  const proofs = await proveAll(
    context.prover,
    new Map(plan.endpoints.map((endpoint) => [endpoint, wanted.leaf])),
    {
      ...lookSettings(context),
      ...{ silent: new Set(silent), names: plan.userNames },
      ...(baseline === undefined ? {} : { before: baseline.served, namesBefore: baseline.servedByName }),
    },
  )
  await settle(context, proofs, "")
  if (settings.rolling && plan.activations.length > 0) await waitForFarms(context)
}

function lookSettings({ clock, settings, hardStop, link }: HostContext) {
  return {
    ...{ clock, signal: hardStop, door: link.door },
    timeoutMs: settings.probeTimeoutMs,
    intervalMs: settings.probeIntervalMs,
  }
}

async function settle(context: HostContext, proofs: readonly Proof[], when: string): Promise<void> {
  await noteProofs(context, proofs)
  const failed = proofs.filter(({ proven, silent }) => !proven && silent !== true)
  // What a service said when it did not come up is nearer to the cause than what its port does not say.
  if (failed.length > 0)
    throw new PhaseFailure([`${when}${unprovenText(failed)}`, ...context.restartNotes].join("; "))
}

/** Keeps what was proven, and from where, for the result and the journal. */
export async function noteProofs(
  context: HostContext,
  proofs: readonly Proof[],
  more: readonly string[] = [],
): Promise<void> {
  context.portsProven = proofs.filter(({ proven }) => proven).length
  context.proofs = proofs.map(({ endpoint: { service, port, virtualHost }, proven, from, problem }) => ({
    ...{ service, port, proven },
    ...(virtualHost === undefined ? {} : { name: virtualHost }),
    ...(from === undefined ? {} : { from: from.way, address: from.address }),
    ...(problem === undefined ? {} : { problem }),
  }))
  context.notes = [...more, ...notesOn(proofs)]
  const { host } = context.plan
  await context.sink.emit({ type: "proof", host, ports: context.proofs, notes: context.notes })
}

/** What must not go without a word although nothing is wrong. */
function notesOn(proofs: readonly Proof[]): string[] {
  const silent = proofs.filter((proof) => proof.silent === true)
  return [
    ...(silent.length === 0
      ? []
      : [`did not answer before the change, and does not now: ${unprovenText(silent)}`]),
    ...proofs.flatMap(({ endpoint, notes = [] }) => notes.map((note) => `${portText(endpoint)} ${note}`)),
  ]
}

/** The same for ports that serve already what they should. */
export function noteLooks(
  context: HostContext,
  served: ReadonlyMap<FleetEndpoint, Served>,
  notes: readonly string[] = [],
): Promise<void> {
  const proofs = [...served].map(([endpoint, look]) => ({
    endpoint,
    proven: look.ok,
    ...(look.ok ? { from: look.from } : {}),
  }))
  return noteProofs(context, proofs, notes)
}

/** The next member may go only when this one would get traffic again. */
async function waitForFarms({ plan, prover, clock, settings, hardStop, link }: HostContext): Promise<void> {
  const host = { host: plan.host, address: plan.target.address }
  const mayAskThere = plan.endpoints.some(({ prove }) => prove !== "direct")
  const options = {
    ...{ clock, timeoutMs: settings.probeTimeoutMs, signal: hardStop },
    ...(mayAskThere ? { door: link.door } : {}),
  }
  const problems = await Promise.all(
    plan.farmChecks.map((check) => waitForFarm(prover, host, check, options)),
  )
  const wrong = problems.filter((problem) => problem !== undefined)
  if (wrong.length > 0) throw new PhaseFailure(wrong.join("; "))
}
