import type { Session } from "../remote/session.js"
import { observeByOpenssl } from "./byOpenssl.js"
import { direct } from "./direct.js"
import { type Endpoint, endpointName, type FailedObservation, type Observation } from "./endpoint.js"
import { type ObserveOptions, observe } from "./observe.js"

/** How long a port may take to answer from here before the server itself is asked, milliseconds: one lost packet is sent again after a second. */
const patienceMs = 2_000

/** The same for the other ports of an address of which one never answered: a firewall seldom lets through a single one. */
const littlePatienceMs = 500

/** What a server can be asked through. */
export type Door = Pick<Session, "exec" | "forward">

export interface LookoutSettings {
  /** Where Zimbra lives on the servers: it brings an openssl. */
  readonly home: string
}

export interface LookOptions extends Omit<ObserveOptions, "reach"> {
  /** Without one, a port can be looked at from here alone. */
  readonly door: Door | undefined
}

/** What is known of a port's ways by now. */
interface Ways {
  /** It has answered from here: nothing else proves it any more. */
  direct?: true
  /** It never answers from here: waiting for it again would only cost time. */
  silent?: true
  /** Where the server itself reached it. */
  address?: string
}

/** Looks at ports from where they can be seen, and remembers for each of them what worked. */
export class Lookout {
  readonly #home: string
  readonly #ways = new Map<string, Ways>()
  readonly #silentAddresses = new Set<string>()

  constructor({ home }: LookoutSettings) {
    this.#home = home
  }

  /** Never rejects. */
  async look(endpoint: Endpoint, options: LookOptions): Promise<Observation> {
    const { prove = "direct" } = endpoint
    const { door } = options
    const ways = this.#waysOf(endpoint)
    if (door === undefined || prove === "direct") return observe(endpoint, options)
    if (prove === "ssh" || ways.silent === true) return this.#through(endpoint, door, ways, options)
    const { host, address = host } = endpoint
    const patience = this.#silentAddresses.has(address) ? littlePatienceMs : patienceMs
    const here = await observe(endpoint, { ...options, reach: direct(endpoint, patience) })
    if (!here.ok && !here.connected && here.kind === "timeout") this.#silentAddresses.add(address)
    if (here.ok || here.connected) ways.direct = true
    if (here.ok || ways.direct === true || here.kind === "cancelled") return here
    const there = await this.#through(endpoint, door, ways, options)
    if (!there.ok && !there.connected) return neither(here, there)
    // A port that refuses says so at once: it may be starting, and is asked from here again.
    if (here.kind !== "refused") ways.silent = true
    return there
  }

  #waysOf({ host, address = host, port }: Endpoint): Ways {
    const key = `${host} ${address} ${port}`
    const ways = this.#ways.get(key) ?? {}
    this.#ways.set(key, ways)
    return ways
  }

  /** By the server's own name, then by its loopback: a service may listen on either alone. */
  async #through(endpoint: Endpoint, door: Door, ways: Ways, options: LookOptions): Promise<Observation> {
    const addresses = ways.address === undefined ? [endpoint.host, "127.0.0.1"] : [ways.address]
    const timeoutMs = options.timeoutMs / addresses.length
    const failures: FailedObservation[] = []
    for (const address of addresses) {
      const place = { address, port: endpoint.port }
      const seen = await observe(endpoint, {
        ...{ ...options, timeoutMs },
        reach: {
          from: { way: "ssh", address },
          open: (signal) => door.forward(place, { timeoutMs, signal }),
        },
      })
      if (seen.ok || seen.connected) ways.address = address
      if (seen.ok || seen.connected || seen.kind === "cancelled" || seen.kind === "ssh") return seen
      failures.push(seen)
    }
    if (failures.some(({ kind }) => kind === "forbidden"))
      return observeByOpenssl(endpoint, { session: door, home: this.#home, addresses }, options)
    return {
      ...(failures[0] as FailedObservation),
      detail: `no answer on the server itself, at ${addresses.join(" and ")}`,
    }
  }
}

/** A port that nobody reaches, in one line. */
function neither(here: FailedObservation, there: FailedObservation): FailedObservation {
  return {
    ...here,
    detail: `${here.detail} from here (${endpointName({ host: here.from.address, port: here.endpoint.port })}); through SSH: ${there.detail}`,
  }
}
