import { installations } from "../../zimbra/files.js"
import type { LdapUrl } from "../../zimbra/serverSettings.js"
import {
  type Discovered,
  type DiscoveredServer,
  isNamed,
  listed,
  ownCertificateNames,
  portsOf,
  reasonOf,
  userNamesOf,
} from "./discovered.js"
import type { DraftServer, FleetDraft, NotedName } from "./draft.js"
import { draftFarms } from "./draftFarms.js"
import { chooseNames, facingUsers, nameObstacle } from "./names.js"
import { portChoices } from "./portChoices.js"

/** The fleet.yaml that what a running Zimbra told of itself comes to. `day` is today, YYYY-MM-DD. */
export function draftOf(discovered: Discovered, day: string): FleetDraft {
  const { source, installation, servers, ldapMasters, problems } = discovered
  const withRoles = servers.filter(({ roles }) => roles.length > 0)
  const chosen = chooseNames(candidatesOf(discovered), facingUsers(withRoles).map(spareName))
  const own = ownCertificateNames(discovered).map((name) => ({
    name,
    note: "its domain has a certificate of its own on the proxies",
  }))
  const ports = portChoices(servers.map((server) => ({ ...server, ports: portsOf(server, ldapMasters) })))
  const master = withRoles.find(
    (server) => server.roles.includes("ldap") && isNamed(server, ldapMasters[0]?.host),
  )
  const drafts = servers.map(
    (server): DraftServer => ({
      host: server.host,
      ...(server.serviceHost === server.host ? {} : { address: server.serviceHost }),
      roles: server.roles,
      ...(server === master && servers.filter(({ roles }) => roles.includes("ldap")).length > 1
        ? { ldapMaster: true }
        : {}),
      ...namesOf(server, chosen.profile),
      ports: ports.get(server.host) ?? [],
      notes: notesOf(server, { ldapMasters, master, profile: chosen.profile }),
    }),
  )
  const farms = draftFarms(withRoles, [chosen.commonName, ...chosen.additionalNames])
  return {
    about: [`What the LDAP of this Zimbra says, read on ${source} on ${day}.`, ...versionsOf(servers)],
    ...chosen,
    leftOut: [...chosen.leftOut, ...own],
    ...(installations[0]?.user === installation.user ? {} : { installation }),
    servers: drafts,
    farms,
    todo: [...todoOf(servers, master !== undefined), ...problems],
  }
}

function candidatesOf(discovered: Discovered): NotedName[] {
  return userNamesOf(discovered).map((one) => ({ name: one.name, note: reasonOf(one) }))
}

function spareName({ serviceHost, host }: DiscoveredServer): NotedName {
  return { name: serviceHost, note: `the server ${host}: no domain has a public service host name` }
}

function namesOf(server: DiscoveredServer, profile: "public" | "private"): Pick<DraftServer, "names"> {
  if (nameObstacle(server.serviceHost, profile) !== undefined) return { names: [] }
  return server.serviceHost === server.host ? {} : { names: [server.serviceHost] }
}

function notesOf(
  server: DiscoveredServer,
  context: {
    readonly ldapMasters: readonly LdapUrl[]
    readonly master: DiscoveredServer | undefined
    readonly profile: "public" | "private"
  },
): string[] {
  const { host, serviceHost, roles, switchedOff, resolves } = server
  const obstacle = nameObstacle(serviceHost, context.profile)
  const isSecond = server !== context.master && context.ldapMasters.some((url) => isNamed(server, url.host))
  return [
    ...(resolves === false
      ? [
          `CHECK: ${serviceHost} leads nowhere from here. Give an address, or remove the server if it is gone.`,
        ]
      : []),
    ...(roles.length === 0
      ? ["CHECK: no service of it serves the certificate. Remove it, or give it a role."]
      : []),
    ...(serviceHost === host ? [] : [`Its name in LDAP is ${host}, its service host name ${serviceHost}.`]),
    ...(obstacle === undefined ? [] : [`CHECK: not in the certificate: ${obstacle}.`]),
    ...(switchedOff.length === 0 ? [] : [`Installed and switched off: ${switchedOff.join(", ")}.`]),
    ...(isSecond && roles.includes("ldap")
      ? ["CHECK: an LDAP master as well; fleet.yaml has one, the first in ldap_master_url."]
      : []),
  ]
}

function todoOf(servers: readonly DiscoveredServer[], hasMaster: boolean): string[] {
  const ldap = servers.filter(({ roles }) => roles.includes("ldap"))
  const lost = servers.filter(({ resolves }) => resolves === false)
  return [
    "farms: LDAP does not know the load balancer; names that lead to it belong there",
    ...(servers.some(({ roles }) => roles.includes("mta"))
      ? ["ports of mta and ldap, where they were moved: only each server knows them"]
      : []),
    ...(ldap.length > 1 && !hasMaster ? ["ldapMaster: true on the one LDAP server that is the master"] : []),
    ...(lost.length > 0
      ? [`servers that no name server knows: ${listed(lost.map(({ host }) => host))}`]
      : []),
  ]
}

function versionsOf(servers: readonly DiscoveredServer[]): string[] {
  const versions = [...new Set(servers.flatMap(({ version }) => version ?? []))].filter((one) =>
    /^[A-Za-z0-9._-]{1,64}$/.test(one),
  )
  return versions.length === 0 ? [] : [`Zimbra ${listed(versions)}.`]
}
