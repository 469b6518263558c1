import type { Endpoint, Observation } from "./endpoint.js"
import { type ObserveOptions, observe } from "./observe.js"
import { protocols } from "./protocols/table.js"
import { BriskTurns, Slots, Turns } from "./turns.js"

export interface ObserveAllOptions extends Omit<ObserveOptions, "reach"> {
  /** How to look at a port: by a handshake from here unless given. Never rejects. */
  readonly look?: (endpoint: Endpoint, options: ObserveOptions) => Promise<Observation>
  /** Connections at the same time; 768 keeps below the usual limit of 1,024 open files. */
  readonly width?: number
  /** Called as each observation comes in, in the order of arrival. */
  readonly onObservation?: (observation: Observation) => void
}

/** More handshakes at once than these keep no machine busier, and take memory. */
const briskly = 64

/**
 * Observes every endpoint, all at the same time up to the width, each with the time limit to itself. Servers
 * that count connections (MXs) get one at a time, over all their ports of such a protocol. Results are in the order of
 * the endpoints.
 */
export async function observeAll(
  endpoints: readonly Endpoint[],
  options: ObserveAllOptions,
): Promise<Observation[]> {
  const slots = new Slots(options.width ?? 768)
  const brisk = new BriskTurns(new Slots(Math.min(briskly, options.width ?? briskly)), options.clock)
  const queues = new Turns()
  const look = async (endpoint: Endpoint): Promise<Observation> => {
    await slots.take()
    const leave = await brisk.enter(endpoint.host.toLowerCase())
    try {
      const observation = await (options.look ?? observe)(endpoint, options)
      options.onObservation?.(observation)
      return observation
    } finally {
      leave()
      slots.give()
    }
  }
  const observations: Promise<Observation>[] = []
  for (const index of serverByServer(endpoints)) {
    const endpoint = endpoints[index] as Endpoint
    observations[index] =
      protocols[endpoint.protocol].oneAtATime === true
        ? queues.enter(endpoint, () => look(endpoint))
        : look(endpoint)
  }
  return Promise.all(observations)
}

/** One of every server, then the next of every server: which of them are slow is known before most are asked. */
function serverByServer(endpoints: readonly Endpoint[]): number[] {
  const seen = new Map<string, number>()
  const round = endpoints.map(({ host }) => {
    const before = seen.get(host.toLowerCase()) ?? 0
    seen.set(host.toLowerCase(), before + 1)
    return before
  })
  return [...endpoints.keys()].sort((a, b) => (round[a] ?? 0) - (round[b] ?? 0))
}
