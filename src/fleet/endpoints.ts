import {
  type Service,
  type ServiceName,
  type ServiceProtocol,
  type ServiceRole,
  services,
} from "../zimbra/services.js"
import type { Fleet, PortChoice, ProveWay, Server } from "./types.js"

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
  /** A mailbox's own port, where users reach a proxy instead. */
  readonly behindProxy: boolean
  readonly prove: ProveWay
  /** The name of a domain with a certificate of its own, where that is what it must serve. */
  readonly virtualHost?: string
}

/** Every port that the roles imply, servers in the file's order. A mailbox listens on the port behind the proxy exactly when some proxy serves that service. */
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
      const behindProxy = role === "mailbox" && proxied.has(name) && port !== service.port
      const prove = choicesOf(service, server).find((choice) => choice.prove !== undefined)?.prove
      return [
        {
          ...{ host, address, port, service: name, role, protocol, behindProxy },
          ...{ sni: serverName(server), prove: prove ?? server.prove },
        },
      ]
    }),
  )
}

function portOf(service: Service, server: Server, proxied: ReadonlySet<ServiceName>): number | undefined {
  const usual =
    service.role === "mailbox" && proxied.has(service.name)
      ? (service.behindProxy ?? service.port)
      : service.port
  const given = choicesOf(service, server).find((choice) => choice.port !== undefined)?.port
  if (given === false) return undefined
  return given ?? (service.optional ? undefined : usual)
}

function choicesOf({ name, role }: Service, server: Server): readonly PortChoice[] {
  return server.ports.filter((choice) => choice.service === name && (choice.role ?? role) === role)
}

function serverName(server: Server): string {
  const own = server.names.some((name) => name.toLowerCase() === server.host)
  return own ? server.host : (server.names.find((name) => !name.startsWith("*")) ?? server.host)
}
