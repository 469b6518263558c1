import type { FleetEndpoint } from "../../fleet/endpoints.js"
import type { Clock } from "../../ports.js"
import type { Door } from "../../probe/lookout.js"
import type { Vantage } from "../../probe/vantage.js"
import { judgeName } from "./otherNames.js"
import { nameKey, type Prover, problemOf, sparingMail, successesInARow, type UserNames } from "./prover.js"

export interface ProofOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly signal?: AbortSignal
  readonly door?: Door
  /** The further names to ask for, once each, when a port is proven by the server's own; none unless given. */
  readonly names?: UserNames
  /** What each of them served before the change, by the keys of `nameKey`. */
  readonly namesBefore?: ReadonlyMap<string, string>
  /** What the ports served before the change, by the server's own name. */
  readonly before?: ReadonlyMap<FleetEndpoint, string>
  /** Ports that did not answer before, and need not now: they are waited for no longer than the others. */
  readonly silent?: ReadonlySet<FleetEndpoint>
}

export interface Proof {
  readonly endpoint: FleetEndpoint
  readonly proven: boolean
  /** From where it was proven. */
  readonly from?: Vantage
  /** What the last look saw, when it was not what was wanted. */
  readonly problem?: string
  /** It did not answer before the change, and does not now. */
  readonly silent?: true
  /** What is otherwise with some names, and may be. */
  readonly notes?: readonly string[]
}

interface Proving extends ProofOptions {
  readonly look: Prover["look"]
  readonly deadline: number
  /** Aborted when all ports that must answer have been looked at for long enough. */
  readonly othersDone: AbortSignal
}

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
  const othersDone = new AbortController()
  const proving: Proving = {
    ...{ ...options, look: sparingMail(prover).look, othersDone: othersDone.signal },
    deadline: options.clock.now() + options.timeoutMs,
  }
  const proofs = [...wanted].map(
    ([endpoint, fingerprint]) => [endpoint, proveOne(endpoint, fingerprint, proving)] as const,
  )
  const needed = proofs.filter(([endpoint]) => options.silent?.has(endpoint) !== true)
  // Whatever they come to is told by the proofs themselves.
  void Promise.allSettled(needed.map(([, proof]) => proof)).then(() => othersDone.abort())
  return Promise.all(proofs.map(([, proof]) => proof))
}

async function proveOne(endpoint: FleetEndpoint, fingerprint: string, proving: Proving): Promise<Proof> {
  const { clock, signal, deadline, silent, othersDone } = proving
  let successes = 0
  for (;;) {
    const begun = clock.now()
    const served = await proving.look(endpoint, lookOptions(proving))
    const problem = problemOf(served, fingerprint)
    successes = problem === undefined ? successes + 1 : 0
    if (served.ok && successes >= successesInARow)
      return proveNames({ endpoint, proven: true, from: served.from }, fingerprint, proving)
    if (!served.ok && silent?.has(endpoint) === true && othersDone.aborted)
      return { endpoint, proven: false, silent: true, problem: served.problem }
    if (clock.now() >= deadline) return { endpoint, proven: false, problem: problem ?? "not steady" }
    await clock.sleep(pause(begun, proving), signal)
  }
}

/** So that looks begin at the interval, however long one is on its way; but never at once. */
function pause(begun: number, { clock, intervalMs }: Proving): number {
  return Math.max(intervalMs / 5, intervalMs - (clock.now() - begun))
}

function lookOptions({ signal, door }: Proving): { readonly signal?: AbortSignal; readonly door?: Door } {
  return { ...(signal === undefined ? {} : { signal }), ...(door === undefined ? {} : { door }) }
}

/** The same port by the other names that users know. */
async function proveNames(own: Proof, wanted: string, proving: Proving): Promise<Proof> {
  const names = proving.names?.get(own.endpoint) ?? []
  const verdicts = await Promise.all(names.map((name) => proveName(own.endpoint, name, wanted, proving)))
  const problems = verdicts.flatMap((one) => ("problem" in one ? [one.problem] : []))
  if (problems.length > 0) return { endpoint: own.endpoint, proven: false, problem: problems.join(", ") }
  const notes = verdicts.flatMap((one) => ("note" in one ? [one.note] : []))
  return notes.length === 0 ? own : { ...own, notes }
}

/** Once is enough; a name that is not right yet has as long as the port. */
async function proveName(
  endpoint: FleetEndpoint,
  name: string,
  wanted: string,
  proving: Proving,
): Promise<{ readonly note: string } | { readonly problem: string } | Record<never, never>> {
  const { clock, intervalMs, signal, deadline, namesBefore, before } = proving
  for (;;) {
    const served = await proving.look(endpoint, { ...lookOptions(proving), name })
    const verdict = judgeName({
      ...{ name, served, wanted, now: clock.now() },
      before: namesBefore?.get(nameKey(endpoint, name)),
      old: new Set(before?.values()),
    })
    if (verdict.kind !== "wrong") return verdict
    if (clock.now() >= deadline) return verdict
    await clock.sleep(intervalMs, signal)
  }
}

/** Ports that were not proven, the same problem once: `imaps on port 993, pop3s on port 995: refused`. */
export function unprovenText(proofs: readonly Pick<Proof, "endpoint" | "problem">[]): string {
  const byProblem = new Map<string, string[]>()
  for (const { endpoint, problem = "" } of proofs)
    byProblem.set(problem, [...(byProblem.get(problem) ?? []), portText(endpoint)])
  return [...byProblem].map(([problem, ports]) => `${ports.join(", ")}: ${problem}`).join("; ")
}

/** `imaps on port 993`; of a domain, with the name that was asked for. */
export function portText({ service, port, virtualHost }: FleetEndpoint): string {
  return `${service} on port ${port}${virtualHost === undefined ? "" : ` for ${virtualHost}`}`
}
