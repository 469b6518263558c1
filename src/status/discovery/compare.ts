import type { Finding } from "../../finding.js"
import { endpointsOf, type FleetEndpoint } from "../../fleet/endpoints.js"
import { namesOf } from "../../fleet/names.js"
import { carriesCertificate, type Fleet, type Server } from "../../fleet/types.js"
import { covers, parseSan } from "../../x509/sanEntry.js"
import { type Difference, differenceFinding, unreadFinding } from "./differences.js"
import {
  type Discovered,
  type DiscoveredServer,
  isNamed,
  portsOf,
  reasonOf,
  userNamesOf,
} from "./discovered.js"
import { nameObstacle } from "./names.js"

export interface FleetComparison {
  /** In fleet.yaml's order, then the installation's. */
  readonly differences: readonly Difference[]
  /** What could not be read of the installation, one sentence each: where there is any, more may differ. */
  readonly unread: readonly string[]
  /** One for each of both, with its place in fleet.yaml. */
  readonly findings: readonly Finding[]
}

/**
 * What the installation has and fleet.yaml lacks, and the reverse. Name servers are no servers of Zimbra's, and names that
 * only fleet.yaml has (of the load balancer, of old services) are not LDAP's to know: neither is a difference.
 */
export function compareWithFleet(fleet: Fleet, discovered: Discovered): FleetComparison {
  const pairs = fleet.servers.map((server) => ({
    server,
    found: discovered.servers.find((one) => isNamed(one, server.host)),
  }))
  const known = new Set(pairs.flatMap(({ found }) => found ?? []))
  const endpoints = endpointsOf(fleet)
  const differences: Difference[] = [
    ...pairs.flatMap(({ server, found }) =>
      found === undefined
        ? onlyInFleet(server)
        : [...rolesOf(server, found), ...portsBeside(endpoints, server, found, discovered)],
    ),
    ...discovered.servers.filter((one) => !known.has(one)).flatMap(onlyFound),
    ...masterOf(fleet, discovered),
    ...namesBeside(fleet, discovered, known),
  ]
  const { problems } = discovered
  return {
    differences,
    unread: problems,
    findings: [
      ...differences.map((difference) => differenceFinding(fleet, difference)),
      ...problems.map((problem) => unreadFinding(fleet, problem)),
    ],
  }
}

/** A comparison that did not come about, with why. */
export function uncompared(fleet: Fleet, problem: string): FleetComparison {
  return { differences: [], unread: [problem], findings: [unreadFinding(fleet, problem)] }
}

function onlyInFleet(server: Server): Difference[] {
  if (!carriesCertificate(server)) return []
  return [{ kind: "server", only: "fleet", host: server.host, roles: server.roles }]
}

/** One without a service that serves the certificate is no loss. */
function onlyFound({ host, roles }: DiscoveredServer): Difference[] {
  return roles.length === 0 ? [] : [{ kind: "server", only: "installation", host, roles }]
}

function rolesOf(server: Server, found: DiscoveredServer): Difference[] {
  const { host } = server
  const own = server.roles.filter((role) => role !== "dns")
  return [
    ...found.roles
      .filter((role) => !own.includes(role))
      .map((role): Difference => ({ kind: "role", only: "installation", host, role })),
    ...own
      .filter((role) => !found.roles.includes(role))
      .map((role): Difference => ({ kind: "role", only: "fleet", host, role })),
  ]
}

/** Only of roles that both have, and where LDAP says anything. */
function portsBeside(
  endpoints: readonly FleetEndpoint[],
  server: Server,
  found: DiscoveredServer,
  { ldapMasters }: Discovered,
): Difference[] {
  const { host, roles } = server
  const own = endpoints.filter((one) => one.host === host)
  return portsOf(found, ldapMasters).flatMap(({ role, service, port }): Difference[] => {
    if (port === undefined || !roles.includes(role)) return []
    const inFleet = own.find((one) => one.role === role && one.service === service)?.port ?? false
    return inFleet === port ? [] : [{ kind: "port", host, role, service, inFleet, found: port }]
  })
}

function masterOf(fleet: Fleet, { ldapMasters, servers }: Discovered): Difference[] {
  if (ldapMasters.length === 0) return []
  const inFleet = fleet.servers.find(({ ldapMaster }) => ldapMaster)?.host
  const masters = servers.filter((server) => ldapMasters.some(({ host }) => isNamed(server, host)))
  // Of several masters any one may be fleet.yaml's.
  if (masters.some((server) => isNamed(server, inFleet))) return []
  return [{ kind: "ldap-master", inFleet, found: masters[0]?.host ?? ldapMasters[0]?.host ?? "" }]
}

function namesBeside(
  fleet: Fleet,
  discovered: Discovered,
  known: ReadonlySet<DiscoveredServer>,
): Difference[] {
  const names = namesOf(fleet).names.map(({ entry }) => entry)
  const wanted = [
    ...userNamesOf(discovered).map((one) => ({ name: one.name, reason: reasonOf(one) })),
    // A server that fleet.yaml has not is a difference of its own; one with names of its own was thought about.
    ...discovered.servers
      .filter((server) => known.has(server) && !hasNamesOfItsOwn(fleet, server))
      .map(({ host, serviceHost }) => ({ name: serviceHost, reason: `service host name of ${host}` })),
  ]
  return wanted.flatMap(({ name, reason }): Difference[] => {
    const parsed = parseSan(name)
    if (parsed.ok && names.some((entry) => covers(entry, parsed.entry))) return []
    return [{ kind: "name", name, reason, obstacle: nameObstacle(name, fleet.certificate.profile) }]
  })
}

function hasNamesOfItsOwn(fleet: Fleet, found: DiscoveredServer): boolean {
  const index = fleet.servers.findIndex(({ host }) => isNamed(found, host))
  return fleet.has(["servers", index, "names"])
}
