import type { FleetEndpoint } from "../fleet/endpoints.js"
import type { Endpoint } from "./endpoint.js"
import { isProtocol, protocolOfPort, protocols } from "./protocols/table.js"

/** An endpoint of fleet.yaml as the probe wants it. */
export function fromFleet(endpoint: FleetEndpoint): Endpoint {
  const { host, address, port, service, sni, protocol, prove } = endpoint
  return { host, address, port, service, sni, protocol, prove }
}

/** The same port asked by each further name that users reach it by: a server may serve another certificate for it. */
export function byNames(endpoint: Endpoint, names: readonly string[]): Endpoint[] {
  return [endpoint, ...names.map((sni) => ({ ...endpoint, sni, alias: true as const }))]
}

/**
 * Reads `host`, `host:port`, `[2001:db8::1]:port` or `smtp://host:port`. Undefined when it is none of these.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:([a-z0-9]+):\/\/)?(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/.exec(text)
  if (match === null) return undefined
  const [, scheme, address, name, digits] = match
  // The dot of an absolute name is none of the name that clients compare (RFC 6066 section 3, RFC 9525 section 6.3).
  const host = (address ?? name?.replace(/(?<=[^.])\.$/, "") ?? "").toLowerCase()
  if (scheme !== undefined && !isProtocol(scheme)) return undefined
  const port = digits === undefined ? protocols[scheme ?? "https"].ports[0] : Number(digits)
  if (port < 1 || port > 65_535) return undefined
  const protocol = scheme ?? protocolOfPort(port)
  return { host, port, service: protocol, protocol }
}

/** What is wrong with a word that was meant for an endpoint; undefined where nothing shows that it was. */
export function endpointProblem(text: string): string | undefined {
  const [, scheme, port] = /^(?:([a-z0-9]+):\/\/)?[^/]*?(?::([^:/\]]+))?\/*$/i.exec(text) ?? []
  if (scheme !== undefined && !isProtocol(scheme))
    return `there is no protocol ${scheme}: there are ${Object.keys(protocols).join(", ")}`
  if (port === undefined) return undefined
  if (isProtocol(port)) return `a port is a number: ${protocols[port].ports[0]} for ${port}`
  const isNumber = /^\d+$/.test(port)
  return isNumber && (Number(port) < 1 || Number(port) > 65_535)
    ? "a port is a number from 1 to 65535"
    : undefined
}
