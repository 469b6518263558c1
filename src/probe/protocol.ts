import type { FleetEndpoint } from "../fleet/endpoints.js"
import type { ServiceName, ServiceProtocol } from "../zimbra/services.js"
import type { Endpoint } from "./endpoint.js"
import { isProtocol, type ProbeProtocol, protocolOfPort, protocols } from "./protocols/table.js"

const implicit: Readonly<Partial<Record<ServiceName, ProbeProtocol>>> = {
  smtps: "smtps",
  imaps: "imaps",
  pop3s: "pop3s",
  ldaps: "ldaps",
}

/** How to talk to a service of Zimbra: the same TLS from the first byte has another farewell on each port. */
export function probeProtocol(service: ServiceName, protocol: ServiceProtocol): ProbeProtocol {
  return protocol === "tls" ? (implicit[service] ?? "https") : protocol
}

/** An endpoint of fleet.yaml as the probe wants it. */
export function fromFleet(endpoint: FleetEndpoint): Endpoint {
  const { host, address, port, service, sni } = endpoint
  return { host, address, port, service, sni, protocol: probeProtocol(service, endpoint.protocol) }
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
  const host = (address ?? name ?? "").toLowerCase()
  if (scheme !== undefined && !isProtocol(scheme)) return undefined
  const port = digits === undefined ? protocols[scheme ?? "https"].ports[0] : Number(digits)
  if (port < 1 || port > 65_535) return undefined
  const protocol = scheme ?? protocolOfPort(port)
  return { host, port, service: protocol, protocol }
}
