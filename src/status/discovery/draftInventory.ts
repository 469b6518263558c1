import { isIP } from "node:net"
import { listed } from "./discovered.js"
import type { DraftServer, FleetDraft } from "./draft.js"
import { draftFarms } from "./draftFarms.js"
import type { Inventory, InventoryHost } from "./inventory.js"
import { chooseNames, facingUsers, nameObstacle } from "./names.js"

/** The fleet.yaml that an Ansible inventory comes to; it knows nothing of ports and of the names that users come by. */
export function draftOfInventory(inventory: Inventory, source: string, day: string): FleetDraft {
  const { hosts, otherGroups, problems } = inventory
  const named = hosts.map(withHost)
  const chosen = chooseNames(
    [],
    facingUsers(named).map(({ host }) => ({
      name: host,
      note: "a server: put the name that users come by here",
    })),
  )
  const servers = named.map((one): DraftServer => serverOf(one, chosen.profile))
  const ldap = servers.filter(({ roles }) => roles.includes("ldap"))
  const users = [...new Set(hosts.map(({ user }) => user))]
  const serving = named.map(({ host, roles }) => ({
    host,
    roles: roles.filter((role) => role !== "dns"),
    ports: [],
  }))
  const withoutRole = servers.filter(({ roles }) => roles.length === 0)
  return {
    about: [`What an Ansible inventory says (${source}), read on ${day}.`],
    ...chosen,
    servers,
    farms: draftFarms(serving, [chosen.commonName]),
    ...(users.length === 1 && users[0] !== undefined ? { sshUser: users[0] } : {}),
    todo: [
      "the names that users come by: certificate.commonName and additionalNames, or a farm's",
      "ports that were moved: certfleet init --from HOST reads them from Zimbra itself",
      ...(withoutRole.length > 0
        ? [
            `roles of ${listed(
              withoutRole.map(({ host }) => host),
              shown,
            )}`,
          ]
        : []),
      ...(otherGroups.length > 0 ? [`groups whose names tell no role: ${listed(otherGroups, shown)}`] : []),
      ...(ldap.length > 1 && !ldap.some(({ ldapMaster }) => ldapMaster === true)
        ? ["ldapMaster: true on the one LDAP server that is the master"]
        : []),
      ...problems,
    ],
  }
}

interface Named extends InventoryHost {
  readonly host: string
  readonly alias: string | undefined
}

/** An alias without a domain is no name for a certificate; the address may be one. */
function withHost(entry: InventoryHost): Named {
  const { name, address } = entry
  const isAlias = !name.includes(".") && address?.includes(".") === true && isIP(address) === 0
  return isAlias
    ? { ...entry, host: address.toLowerCase(), address: undefined, alias: name }
    : { ...entry, host: name, alias: undefined }
}

function serverOf(
  { host, address, port, roles, ldapMaster, alias }: Named,
  profile: "public" | "private",
): DraftServer {
  const isCarrier = roles.some((role) => role !== "dns")
  const obstacle = isCarrier ? nameObstacle(host, profile) : undefined
  return {
    host,
    ...(address === undefined || address.toLowerCase() === host ? {} : { address }),
    ...(port === undefined ? {} : { sshPort: port }),
    roles,
    ...(ldapMaster ? { ldapMaster } : {}),
    ...(obstacle === undefined ? {} : { names: [] }),
    ports: [],
    notes: [
      ...(alias === undefined ? [] : [`${alias} in the inventory.`]),
      ...(roles.length === 0 ? ["CHECK: none of its groups tells a role. Remove it, or give it one."] : []),
      ...(obstacle === undefined ? [] : [`CHECK: not in the certificate: ${obstacle}.`]),
    ],
  }
}

/** More of a list than this is counted. */
const shown = 5
