import type { FleetEndpoint } from "../../fleet/endpoints.js"
import type { HealthProbe } from "../../fleet/types.js"
import type { Clock } from "../../ports.js"
import type { Door } from "../../probe/lookout.js"
import { protocols } from "../../probe/protocols/table.js"
import type { Vantage } from "../../probe/vantage.js"
import type { FarmCheck } from "../plan.js"

/** What a port serves right now: the leaf's SHA-256 in lower-case hex, and from where that was seen; or why that cannot be told. */
export type Served =
  | {
      readonly ok: true
      readonly fingerprint: string
      readonly from: Vantage
      /** The leaf in DER; without it a certificate that is not the wanted one cannot be judged. */
      readonly leaf?: Uint8Array
    }
  | { readonly ok: false; readonly problem: string }

export interface LookOptions {
  readonly signal?: AbortSignal
  /** Through which the server itself can be asked. */
  readonly door?: Door
  /** Asks for this name (SNI) instead of the server's own. */
  readonly name?: string
}

/** The further names by which users reach each port. */
export type UserNames = ReadonlyMap<FleetEndpoint, readonly string[]>

/** Looks at a port by a real handshake. */
export interface Prover {
  look(endpoint: FleetEndpoint, options?: LookOptions): Promise<Served>
  /** Asks what a load balancer asks; undefined when the member is well, else what is wrong. */
  check(
    host: { readonly host: string; readonly address: string },
    probe: HealthProbe,
    options?: Pick<LookOptions, "door">,
  ): Promise<string | undefined>
}

/** A load balancer takes a member back after as many successes in a row; nobody should trust fewer. */
export const successesInARow = 3

/** One look at each port. */
export async function lookAtAll(
  prover: Prover,
  endpoints: readonly FleetEndpoint[],
  options: LookOptions,
): Promise<Map<FleetEndpoint, Served>> {
  const considerate = sparingMail(prover)
  const looks = endpoints.map(
    async (endpoint) => [endpoint, await considerate.look(endpoint, options)] as const,
  )
  return new Map(await Promise.all(looks))
}

/** One look at each port by each of its further names; by the keys of `nameKey`. */
export async function lookAtNames(
  prover: Prover,
  names: UserNames,
  options: LookOptions,
): Promise<Map<string, Served>> {
  const considerate = sparingMail(prover)
  const looks = [...names].flatMap(([endpoint, own]) =>
    own.map(async (name) => {
      const served = await considerate.look(endpoint, { ...options, name })
      return [nameKey(endpoint, name), served] as const
    }),
  )
  return new Map(await Promise.all(looks))
}

/** The same prover, but to a host's SMTP ports one look at a time. */
export function sparingMail(prover: Prover): Pick<Prover, "look"> {
  const mail = oneByOne(prover)
  return {
    look: (endpoint, options) =>
      (protocols[endpoint.protocol].oneAtATime ? mail : prover).look(endpoint, options),
  }
}

/** The same prover, one look at a time. */
function oneByOne(prover: Prover): Pick<Prover, "look"> {
  let last: Promise<unknown> = Promise.resolve()
  return {
    look(endpoint, options) {
      const turn = last.then(() => prover.look(endpoint, options))
      last = turn.catch(() => undefined)
      return turn
    },
  }
}

/** Why a look is no proof; undefined when it is one. */
export function problemOf(served: Served, fingerprint: string): string | undefined {
  if (!served.ok) return served.problem
  return served.fingerprint === fingerprint
    ? undefined
    : `serves another certificate (${served.fingerprint.slice(0, 16)}…)`
}

/** How a journal names an endpoint of a host. */
export function servedKey({ service, port, virtualHost }: FleetEndpoint): string {
  return virtualHost === undefined ? `${service}:${port}` : `${service}:${port} ${virtualHost}`
}

/** The same for one of the further names of a port. */
export function nameKey(endpoint: FleetEndpoint, name: string): string {
  return `${servedKey(endpoint)} ${name}`
}

/**
 * Waits until a farm's balancer would have taken the host back: three successes in a row, at the farm's
 * interval. Resolves to what is wrong when the time is over.
 */
export async function waitForFarm(
  prover: Prover,
  host: { readonly host: string; readonly address: string },
  { probe, intervalMs, farm }: FarmCheck,
  {
    clock,
    timeoutMs,
    signal,
    ...options
  }: {
    readonly clock: Clock
    readonly timeoutMs: number
    readonly signal?: AbortSignal
    readonly door?: Door
  },
): Promise<string | undefined> {
  const deadline = clock.now() + timeoutMs + successesInARow * intervalMs
  let successes = 0
  for (;;) {
    const problem = await prover.check(host, probe, options)
    successes = problem === undefined ? successes + 1 : 0
    if (successes >= successesInARow) return undefined
    if (clock.now() >= deadline)
      return `farm ${farm}: ${probe.kind} on port ${probe.port} ${problem ?? "is not steady"}`
    await clock.sleep(intervalMs, signal)
  }
}
