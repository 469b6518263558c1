import type { Endpoint, Observation } from "./endpoint.js"
import { type ObserveOptions, observe } from "./observe.js"
import { protocols } from "./protocols/table.js"
import { Slots, Turns } from "./turns.js"

export interface ObserveAllOptions extends Omit<ObserveOptions, "reach"> {
  /** How to look at a port: by a handshake from here unless given. Never rejects. */
  readonly look?: (endpoint: Endpoint, options: ObserveOptions) => Promise<Observation>
  /** Connections at the same time; 768 keeps below the usual limit of 1,024 open files. */
  readonly width?: number
  /** Called as each observation comes in, in the order of arrival. */
  readonly onObservation?: (observation: Observation) => void
}

/** More handshakes at once than these keep no machine busier, and take memory. */
const brisk = 64

/** A port that has not answered by then keeps no other waiting, milliseconds: what is dead costs its time limit once. */
const lingerMs = 150

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
  const turns = new Slots(Math.min(brisk, options.width ?? brisk))
  const queues = new Turns()
  const look = async (endpoint: Endpoint): Promise<Observation> => {
    await slots.take()
    await turns.take()
    const done = new AbortController()
    const handOn = options.clock.sleep(lingerMs, done.signal).catch(() => undefined)
    void handOn.then(() => turns.give())
    try {
      const observation = await (options.look ?? observe)(endpoint, options)
      options.onObservation?.(observation)
      return observation
    } finally {
      done.abort()
      slots.give()
    }
  }
  return Promise.all(
    endpoints.map((endpoint) =>
      protocols[endpoint.protocol].oneAtATime === true
        ? queues.enter(endpoint, () => look(endpoint))
        : look(endpoint),
    ),
  )
}
