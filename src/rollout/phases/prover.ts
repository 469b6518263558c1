import type { FleetEndpoint } from "../../fleet/endpoints.js"
import type { HealthProbe } from "../../fleet/types.js"
import type { Clock } from "../../ports.js"
import type { Door } from "../../probe/lookout.js"
import { protocols } from "../../probe/protocols/table.js"
import type { Vantage } from "../../probe/vantage.js"
import type { FarmCheck } from "../plan.js"

/** What a port serves right now: the leaf's SHA-256 in lower-case hex, and from where that was seen; or why that cannot be told. */
export type Served =
  | { readonly ok: true; readonly fingerprint: string; readonly from: Vantage }
  | { readonly ok: false; readonly problem: string }

export interface LookOptions {
  readonly signal?: AbortSignal
  /** Through which the server itself can be asked. */
  readonly door?: Door
}

/** Looks at a port by a real handshake. */
export interface Prover {
  look(endpoint: FleetEndpoint, options?: LookOptions): Promise<Served>
  /** Asks what a load balancer asks; undefined when the member is well, else what is wrong. */
  check(
    host: { readonly host: string; readonly address: string },
    probe: HealthProbe,
  ): Promise<string | undefined>
}

export interface ProofOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly signal?: AbortSignal
  readonly door?: Door
}

export interface Proof {
  readonly endpoint: FleetEndpoint
  readonly proven: boolean
  /** From where it was proven. */
  readonly from?: Vantage
  /** What the last look saw, when it was not what was wanted. */
  readonly problem?: string
}

/** A load balancer takes a member back after as many successes in a row; nobody should trust fewer. */
export const successesInARow = 3

/**
 * Looks at a host's ports until each has served the wanted certificate three times in a row, or its
 * time is over. All ports at once, but to the SMTP ports one connection after the other, in turn: MXs limit
 * connections, and one port that hangs must not use up the time of its neighbours.
 */
export async function proveAll(
  prover: Prover,
  wanted: ReadonlyMap<FleetEndpoint, string>,
  options: ProofOptions,
): Promise<Proof[]> {
  const deadline = options.clock.now() + options.timeoutMs
  const considerate = sparingMail(prover)
  return Promise.all(
    [...wanted].map(([endpoint, fingerprint]) =>
      proveOne(considerate, endpoint, fingerprint, deadline, options),
    ),
  )
}

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

/** The same prover, but to a host's SMTP ports one look at a time. */
function sparingMail(prover: Prover): Pick<Prover, "look"> {
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

async function proveOne(
  prover: Pick<Prover, "look">,
  endpoint: FleetEndpoint,
  fingerprint: string,
  deadline: number,
  { clock, intervalMs, ...options }: ProofOptions,
): Promise<Proof> {
  const { signal } = options
  let successes = 0
  for (;;) {
    const served = await prover.look(endpoint, options)
    const problem = problemOf(served, fingerprint)
    successes = problem === undefined ? successes + 1 : 0
    if (served.ok && successes >= successesInARow) return { endpoint, proven: true, from: served.from }
    if (clock.now() >= deadline) return { endpoint, proven: false, problem: problem ?? "not steady" }
    await clock.sleep(intervalMs, signal)
  }
}

function problemOf(served: Served, fingerprint: string): string | undefined {
  if (!served.ok) return served.problem
  return served.fingerprint === fingerprint
    ? undefined
    : `serves another certificate (${served.fingerprint.slice(0, 16)}…)`
}

/** How a journal names an endpoint of a host. */
export function servedKey({ service, port }: FleetEndpoint): string {
  return `${service}:${port}`
}

/** Ports that were not proven, the same problem once: `imaps on port 993, pop3s on port 995: refused`. */
export function unprovenText(proofs: readonly Proof[]): string {
  const byProblem = new Map<string, string[]>()
  for (const { endpoint, problem = "" } of proofs)
    byProblem.set(problem, [
      ...(byProblem.get(problem) ?? []),
      `${endpoint.service} on port ${endpoint.port}`,
    ])
  return [...byProblem].map(([problem, ports]) => `${ports.join(", ")}: ${problem}`).join("; ")
}

/**
 * Waits until a farm's balancer would have taken the host back: three successes in a row, at the farm's
 * interval. Resolves to what is wrong when the time is over.
 */
export async function waitForFarm(
  prover: Prover,
  host: { readonly host: string; readonly address: string },
  { probe, intervalMs, farm }: FarmCheck,
  { clock, timeoutMs, signal }: Omit<ProofOptions, "intervalMs">,
): Promise<string | undefined> {
  const deadline = clock.now() + timeoutMs + successesInARow * intervalMs
  let successes = 0
  for (;;) {
    const problem = await prover.check(host, probe)
    successes = problem === undefined ? successes + 1 : 0
    if (successes >= successesInARow) return undefined
    if (clock.now() >= deadline)
      return `farm ${farm}: ${probe.kind} on port ${probe.port} ${problem ?? "is not steady"}`
    await clock.sleep(intervalMs, signal)
  }
}
