import { endpointsOf } from "../../fleet/endpoints.js"
import type { Server } from "../../fleet/types.js"
import type { PortSetting } from "../../zimbra/serverSettings.js"
import { type ServiceRole, services } from "../../zimbra/services.js"
import type { DraftPort } from "./draft.js"

/** As much of a server as its ports depend on. */
export interface PortedServer {
  readonly host: string
  readonly roles: readonly ServiceRole[]
  readonly ports: readonly PortSetting[]
}

/**
 * What fleet.yaml has to say of each server's ports: only what differs from the usual. What is usual for a mailbox depends
 * on what the proxies serve.
 */
export function portChoices(servers: readonly PortedServer[]): ReadonlyMap<string, readonly DraftPort[]> {
  const atProxies = differing(servers, new Map(), (role) => role === "proxy")
  const elsewhere = differing(servers, atProxies, (role) => role !== "proxy")
  return new Map(
    servers.map(({ host }) => [host, [...(elsewhere.get(host) ?? []), ...(atProxies.get(host) ?? [])]]),
  )
}

type Choices = ReadonlyMap<string, readonly DraftPort[]>

function differing(
  servers: readonly PortedServer[],
  given: Choices,
  isMeant: (role: ServiceRole) => boolean,
): Choices {
  const usual = endpointsOf({ servers: servers.map((server) => plain(server, given.get(server.host) ?? [])) })
  return new Map(
    servers.map(({ host, roles, ports }) => [
      host,
      ports.flatMap(({ role, service, port }): DraftPort[] => {
        if (!isMeant(role) || port === undefined) return []
        const own = usual.find((one) => one.host === host && one.role === role && one.service === service)
        if ((own?.port ?? false) === port) return []
        return [{ service, role: isShared(service, roles) ? role : undefined, port }]
      }),
    ]),
  )
}

/** Whether two roles of one server serve it: then fleet.yaml wants to know whose port is meant. */
function isShared(service: PortSetting["service"], roles: readonly ServiceRole[]): boolean {
  return services.filter(({ name, role }) => name === service && roles.includes(role)).length > 1
}

function plain({ host, roles }: PortedServer, own: readonly DraftPort[]): Server {
  const ports = own.map((one) => ({ ...one, prove: undefined }))
  return { host, address: host, sshPort: 22, roles, ldapMaster: false, names: [], ports, prove: "auto" }
}
