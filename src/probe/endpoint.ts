import type { ProveWay } from "../fleet/types.js"
import type { ObservationFailure } from "./failure.js"
import type { ProbeProtocol } from "./protocols/table.js"
import type { Vantage } from "./vantage.js"

/** One port of one server, as a client would reach it. */
export interface Endpoint {
  readonly host: string
  /** The name to ask for (SNI) instead of `host`; an IP address is never sent. */
  readonly sni?: string
  /** True for a further name of a port that is asked by its own name, too. */
  readonly alias?: true
  /** Where to connect instead of what `host` resolves to: an IPv4 or IPv6 address, or another name. */
  readonly address?: string
  readonly port: number
  /** What runs there in the words of fleet.yaml, e.g. `admin`; for tables and findings only. */
  readonly service: string
  readonly protocol: ProbeProtocol
  /** From where to look at it: straight from here unless given. */
  readonly prove?: ProveWay
}

/** What a port served during one handshake. */
export interface ServedObservation {
  readonly ok: true
  readonly endpoint: Endpoint
  readonly from: Vantage
  /** SHA-256 of the leaf's DER, lower-case hex. */
  readonly fingerprint: string
  /** Every certificate as the server sent it, leaf first, in the order of the wire; with `leafOnly` the leaf alone. */
  readonly chain: readonly Uint8Array[]
  /** The OCSP response that the server stapled to its handshake (RFC 6066 section 8), where it did. */
  readonly stapled?: Uint8Array
  /** e.g. `TLSv1.3`. */
  readonly version: string
  /** The cipher suite's standard (IANA) name. */
  readonly cipher: string
  /** When it was observed, in milliseconds since the epoch. */
  readonly at: number
  /** From the first packet to the finished handshake, in milliseconds. */
  readonly ms: number
}

export interface FailedObservation {
  readonly ok: false
  readonly endpoint: Endpoint
  readonly from: Vantage
  /** Whether something accepted the connection, whatever it said then. */
  readonly connected: boolean
  readonly kind: ObservationFailure
  /** One phrase for a person; whatever the server said in it is made printable and short. */
  readonly detail: string
  readonly at: number
  readonly ms: number
}

/** Plain data: what one look at one endpoint gave. */
export type Observation = ServedObservation | FailedObservation

/** `host:port` for people; IPv6 addresses in brackets. */
export function endpointName({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`
}
