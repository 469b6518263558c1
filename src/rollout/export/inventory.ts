import { dirname, isAbsolute, join } from "node:path"
import { ToolError } from "../../errors.js"
import { nearest } from "../../fleet/nearest.js"
import { carriesCertificate, type Fleet, type Server } from "../../fleet/types.js"
import { quoteWord } from "../../remote/quote.js"
import type { Target } from "../../remote/session.js"
import { waveOf } from "../../zimbra/activation.js"
import { roles } from "../../zimbra/services.js"

/** What Ansible is told of a server: how OpenSSH's client logs in to it, and what it does. */
export type HostVariables = Readonly<Record<string, string | number | readonly string[]>>

export interface InventoryGroup {
  readonly hosts?: readonly string[]
  readonly children?: readonly string[]
}

/** A fleet as an Ansible inventory; groups by name, none of them empty. */
export interface AnsibleInventory {
  readonly hosts: Readonly<Record<string, HostVariables>>
  readonly groups: Readonly<Record<string, InventoryGroup>>
}

export interface InventoryOptions {
  /** How to log in to a server: the user and port that fleet.yaml and ~/.ssh/config come to. */
  readonly target: (server: Server) => Pick<Target, "user" | "port">
  /** Absolute; what fleet.yaml names goes by it. */
  readonly fleetFile: string
  /** Only these; all unless given. */
  readonly servers?: readonly Server[]
}

/** Everybody who carries the certificate. */
export const certificateGroup = "certfleet"

/** Those who change services together, numbered from 1 in their order. */
export function waveGroup(wave: number): string {
  return `${certificateGroup}_wave_${wave + 1}`
}

/** Groups: `certfleet` with its waves, `zimbra_ROLE` (ldap: master and replicas below it), `farm_NAME`. */
export function ansibleInventory(fleet: Fleet, options: InventoryOptions): AnsibleInventory {
  const servers = options.servers ?? fleet.servers
  const those = (fits: (server: Server) => boolean): string[] => servers.filter(fits).map(({ host }) => host)
  const withCertificate = servers.filter(carriesCertificate)
  const waves = [...new Set(withCertificate.map((server) => waveOf(server.roles, server.ldapMaster)))].sort()
  const groups: readonly (readonly [string, InventoryGroup])[] = [
    [certificateGroup, { children: waves.map(waveGroup) }],
    ...waves.map(
      (wave) =>
        [
          waveGroup(wave),
          {
            hosts: withCertificate
              .filter((server) => waveOf(server.roles, server.ldapMaster) === wave)
              .map(({ host }) => host),
          },
        ] as const,
    ),
    ...roles
      .filter((role) => role !== "ldap")
      .map((role) => [`zimbra_${role}`, { hosts: those((one) => one.roles.includes(role)) }] as const),
    ["zimbra_ldap", { children: ["zimbra_ldap_master", "zimbra_ldap_replica"] }],
    ["zimbra_ldap_master", { hosts: those((one) => one.ldapMaster) }],
    ["zimbra_ldap_replica", { hosts: those((one) => one.roles.includes("ldap") && !one.ldapMaster) }],
    ...fleet.farms.map(
      ({ name, members }) =>
        [`farm_${wordOf(name)}`, { hosts: those(({ host }) => members.includes(host)) }] as const,
    ),
  ]
  return {
    hosts: Object.fromEntries(servers.map((server) => [server.host, variablesOf(fleet, server, options)])),
    groups: withoutEmpty(groups),
  }
}

function variablesOf(fleet: Fleet, server: Server, { target, fleetFile }: InventoryOptions): HostVariables {
  const { user, port } = target(server)
  const { identityFile, knownHosts, agent } = fleet.ssh
  const named = (file: string): string =>
    withoutJinja(isAbsolute(file) || /^[~%]/.test(file) ? file : join(dirname(fleetFile), file))
  const sshArguments = [
    ...(knownHosts === undefined ? [] : [`UserKnownHostsFile=${named(knownHosts)}`]),
    ...(agent ? [] : ["IdentityAgent=none"]),
  ].map((setting) => `-o ${quoteWord(setting)}`)
  return {
    ...(server.address === server.host ? {} : { ansible_host: server.address }),
    ...(port === 22 ? {} : { ansible_port: port }),
    ansible_user: user,
    ...(identityFile === undefined ? {} : { ansible_ssh_private_key_file: named(identityFile) }),
    ...(sshArguments.length === 0 ? {} : { ansible_ssh_common_args: sshArguments.join(" ") }),
    certfleet_roles: server.roles,
  }
}

/**
 * A path, for a variable: Ansible evaluates what stands between braces there, whoever wrote it.
 *
 * @throws ToolError `config`
 */
export function withoutJinja(path: string): string {
  if (!/\{[{%#]/.test(path)) return path
  throw new ToolError(
    "config",
    `${path} is no path for Ansible, which would evaluate what is in its braces`,
    {
      hint: "choose one without {{, {% and {#",
    },
  )
}

/** A group's name as Ansible wants it. */
function wordOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, "_")
}

/** A role that nobody has is no group, nor is one whose children are none; two of one name are one. */
function withoutEmpty(
  groups: readonly (readonly [string, InventoryGroup])[],
): Readonly<Record<string, InventoryGroup>> {
  const own = new Map<string, InventoryGroup>()
  for (const [name, { hosts, children }] of groups) {
    const all = [...new Set([...(own.get(name)?.hosts ?? []), ...(hosts ?? [])])]
    if (children !== undefined) own.set(name, { children })
    else if (all.length > 0) own.set(name, { hosts: all })
  }
  const isThere = (name: string): boolean => {
    const { children } = own.get(name) ?? { children: [] }
    return children === undefined || children.some(isThere)
  }
  const there = [...own].filter(([name]) => isThere(name))
  return Object.fromEntries(
    there.map(([name, { hosts, children }]) => [
      name,
      hosts === undefined ? { children: (children ?? []).filter(isThere) } : { hosts },
    ]),
  )
}

/** What a dynamic inventory prints for `--list`: with `_meta`, so that nobody is asked about one by one. */
export function inventoryList({ hosts, groups }: AnsibleInventory): object {
  return { _meta: { hostvars: hosts }, ...groups }
}

/**
 * What it prints for `--host NAME`.
 *
 * @throws ToolError `usage` for a server that fleet.yaml does not have
 */
export function inventoryHost({ hosts }: AnsibleInventory, name: string): HostVariables {
  const found = Object.hasOwn(hosts, name.toLowerCase()) ? hosts[name.toLowerCase()] : undefined
  if (found !== undefined) return found
  const meant = nearest(name, Object.keys(hosts))
  throw new ToolError("usage", `fleet.yaml has no server ${name}`, {
    hint: meant === undefined ? "certfleet inventory --list shows them" : `did you mean ${meant}?`,
  })
}
