import { isIP } from "node:net"
import { ToolError } from "../../errors.js"
import { roles as allRoles, type Role } from "../../zimbra/services.js"
import { quoted } from "./discovered.js"

/** A host of an Ansible inventory. */
export interface InventoryHost {
  readonly name: string
  readonly address: string | undefined
  readonly port: number | undefined
  readonly user: string | undefined
  /** What its groups say it does; empty where none of them says anything. */
  readonly roles: readonly Role[]
  readonly ldapMaster: boolean
}

export interface Inventory {
  readonly hosts: readonly InventoryHost[]
  /** Groups whose names say nothing of a role, without Ansible's own. */
  readonly otherGroups: readonly string[]
  /** What could not be used, one sentence each, in printable ASCII. */
  readonly problems: readonly string[]
}

/** Words that groups go by, in the singular, without `zimbra_` before and numbers behind. */
const roleWords: ReadonlyMap<string, Role> = new Map([
  ...["mailbox", "mailboxd", "mailstore", "mail_store", "store", "mbs"].map(
    (word) => [word, "mailbox"] as const,
  ),
  ...["ldap", "ldap_master", "ldap_replica", "directory"].map((word) => [word, "ldap"] as const),
  ...["proxy", "prx", "nginx"].map((word) => [word, "proxy"] as const),
  ...["mta", "mx", "smtp"].map((word) => [word, "mta"] as const),
  ...["dns", "name_server", "nameserver", "ns"].map((word) => [word, "dns"] as const),
])

/** Every inventory has them, and they say nothing. */
const ownGroups: ReadonlySet<string> = new Set(["_meta", "all", "ungrouped"])

type Json = Readonly<Record<string, unknown>>

/**
 * Reads what `ansible-inventory --list` prints: `{_meta: {hostvars: {HOST: {…}}}, GROUP: {hosts, children}}`.
 *
 * @throws ToolError `config` for anything else
 */
export function readInventory(text: string, source: string): Inventory {
  const data = parsed(text, source)
  const vars = asRecord(asRecord(data["_meta"])?.["hostvars"]) ?? {}
  const groups = new Map(Object.entries(data).filter(([name]) => name !== "_meta"))
  const members = new Map([...groups.keys()].map((name) => [name, hostsOf(name, groups, new Set())]))
  const names = [...new Set([...[...members.values()].flat(), ...Object.keys(vars)])]
  if (names.length === 0)
    throw new ToolError("config", `${source} names no host`, {
      hint: "it must be what ansible-inventory --list prints",
    })
  const usable = unique(names.filter(isHostName))
  if (usable.length === 0)
    throw new ToolError("config", `${source} names no host that is one: ${quoted(names[0] ?? "")}`, {
      hint: "name the servers in it by their full host names",
    })
  const problems: string[] = names.filter((name) => !isHostName(name)).map(passedOver)
  const hosts = usable.map((name) => {
    const own = [...members].filter(([, list]) => list.includes(name)).map(([group]) => group)
    return hostOf(name, { vars: asRecord(vars[name]) ?? {}, groups: own, problems })
  })
  const otherGroups = [...groups.keys()].filter((name) => !ownGroups.has(name) && roleOf(name) === undefined)
  return { hosts, otherGroups, problems }
}

function parsed(text: string, source: string): Json {
  const wrong = (cause?: unknown): ToolError =>
    new ToolError("config", `${source} is not the JSON of an Ansible inventory`, {
      hint: "ansible-inventory --list prints it, also from an inventory in INI or YAML",
      cause,
    })
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (cause) {
    throw wrong(cause)
  }
  const record = asRecord(data)
  if (record === undefined) throw wrong()
  return record
}

/** With those of its children, however deep; groups that contain each other end it. */
function hostsOf(group: string, groups: ReadonlyMap<string, unknown>, seen: ReadonlySet<string>): string[] {
  if (seen.has(group)) return []
  const entry = groups.get(group)
  // Older scripts write a bare list.
  if (Array.isArray(entry)) return texts(entry)
  const { hosts, children } = asRecord(entry) ?? {}
  const below = texts(children).flatMap((child) => hostsOf(child, groups, new Set([...seen, group])))
  return [...new Set([...texts(hosts), ...below])]
}

function hostOf(
  name: string,
  of: { readonly vars: Json; readonly groups: readonly string[]; readonly problems: string[] },
): InventoryHost {
  const { vars, groups, problems } = of
  const given = textOf(vars["ansible_host"] ?? vars["ansible_ssh_host"])
  const isAddress = given !== undefined && (isIP(given) !== 0 || isHostName(given))
  if (given !== undefined && !isAddress)
    problems.push(`${name} has the ansible_host ${quoted(given)}, which is no address`)
  const port = Number(vars["ansible_port"] ?? vars["ansible_ssh_port"] ?? 22)
  if (!(Number.isInteger(port) && port > 0 && port < 65_536))
    problems.push(`${name} has an ansible_port that is none`)
  const user = textOf(vars["ansible_user"] ?? vars["ansible_ssh_user"])
  const named = new Set(groups.flatMap((group) => roleOf(group) ?? []))
  return {
    name: name.toLowerCase(),
    address: isAddress ? given : undefined,
    port: Number.isInteger(port) && port > 0 && port < 65_536 && port !== 22 ? port : undefined,
    user: user !== undefined && /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(user) ? user : undefined,
    roles: allRoles.filter((role) => named.has(role)),
    ldapMaster: groups.some((group) => formsOf(group).includes("ldap_master")),
  }
}

function roleOf(group: string): Role | undefined {
  return formsOf(group)
    .map((form) => roleWords.get(form))
    .find((role) => role !== undefined)
}

/** A group's name as it is, in the singular, and without what only says that it is of hosts. */
function formsOf(group: string): string[] {
  const plain = group
    .toLowerCase()
    .replace(/[-. ]/g, "_")
    .replace(/^(zimbra|zm|zcs|carbonio)_/, "")
    .replace(/_?\d+$/, "")
  const short = plain.replace(/_?(servers?|hosts?|nodes?)$/, "")
  return [plain, short].flatMap((word) => [
    word,
    word.replace(/s$/, ""),
    word.replace(/es$/, ""),
    word.replace(/ies$/, "y"),
  ])
}

function isHostName(text: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/.test(text)
}

/** Host names are the same in any case. */
function unique(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
}

function passedOver(name: string): string {
  return `the host ${quoted(name)} was passed over: it is no host name`
}

function asRecord(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : []
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}
