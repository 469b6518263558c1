import {
  type Service,
  type ServiceName,
  type ServiceProtocol,
  type ServiceRole,
  services,
} from "../zimbra/services.js"
import type { Fleet, Server } from "./types.js"

/** One port that must serve the fleet's certificate. */
export interface FleetEndpoint {
  readonly host: string
  readonly address: string
  readonly port: number
  readonly service: ServiceName
  readonly role: ServiceRole
  readonly protocol: ServiceProtocol
  /** The name to ask for (SNI) and to verify. */
  readonly sni: string
}

/**
 * Every port that the roles imply, servers in the file's order. A mailbox listens on the port behind the
 * proxy exactly when some proxy serves that service. On a server that is mailbox and proxy at once,
 * `ports` speaks of the proxy, which is what clients reach.
 */
export function endpointsOf(fleet: Pick<Fleet, "servers">): FleetEndpoint[] {
  const proxied = new Set(
    fleet.servers.flatMap((server) =>
      server.roles.includes("proxy")
        ? services
            .filter((service) => service.role === "proxy" && portOf(service, server, new Set()) !== undefined)
            .map(({ name }) => name)
        : [],
    ),
  )
  return fleet.servers.flatMap((server) =>
    services.flatMap((service) => {
      if (!server.roles.includes(service.role)) return []
      const port = portOf(service, server, proxied)
      if (port === undefined) return []
      const { name, role, protocol } = service
      const { host, address } = server
      return [{ host, address, port, service: name, role, protocol, sni: serverName(server) }]
    }),
  )
}

function portOf(service: Service, server: Server, proxied: ReadonlySet<ServiceName>): number | undefined {
  const usual = proxied.has(service.name) ? (service.behindProxy ?? service.port) : service.port
  const twice =
    server.roles.filter((role) => services.some((other) => isOther(other, service, role))).length > 0
  const given = twice && service.role === "mailbox" ? undefined : server.ports[service.name]
  if (given === false) return undefined
  if (given !== undefined) return given
  return service.optional ? undefined : usual
}

function isOther(other: Service, service: Service, role: string): boolean {
  return other.name === service.name && other.role === role && other.role !== service.role
}

function serverName(server: Server): string {
  const own = server.names.some((name) => name.toLowerCase() === server.host)
  return own ? server.host : (server.names.find((name) => !name.startsWith("*")) ?? server.host)
}
