import type { Endpoint as FleetEndpoint } from "../fleet/endpoints.js"
import type { ServiceName, ServiceProtocol } from "../zimbra/services.js"
import type { Endpoint, ProbeProtocol } from "./endpoint.js"

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

/** Ports whose number says what is spoken there; every other port is taken for TLS from the first byte. */
const byPort: Readonly<Record<number, ProbeProtocol>> = {
  25: "smtp",
  587: "smtp",
  465: "smtps",
  7025: "lmtp",
  143: "imap",
  7143: "imap",
  993: "imaps",
  7993: "imaps",
  110: "pop3",
  7110: "pop3",
  995: "pop3s",
  7995: "pop3s",
  389: "ldap",
  636: "ldaps",
}

const usualPorts: Readonly<Record<ProbeProtocol, number>> = {
  https: 443,
  smtp: 25,
  smtps: 465,
  lmtp: 7025,
  imap: 143,
  imaps: 993,
  pop3: 110,
  pop3s: 995,
  ldap: 389,
  ldaps: 636,
}

/**
 * Reads `host`, `host:port`, `[2001:db8::1]:port` or `smtp://host:port`. Undefined when it is none of these.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:([a-z0-9]+):\/\/)?(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/.exec(text)
  if (match === null) return undefined
  const [, scheme, address, name, digits] = match
  const host = (address ?? name ?? "").toLowerCase()
  if (scheme !== undefined && !Object.hasOwn(usualPorts, scheme)) return undefined
  const said = scheme as ProbeProtocol | undefined
  const port = digits === undefined ? usualPorts[said ?? "https"] : Number(digits)
  if (port < 1 || port > 65_535) return undefined
  const protocol = said ?? byPort[port] ?? "https"
  return { host, port, service: protocol, protocol }
}
