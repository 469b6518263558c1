import { type ServedPort, type ServingRole, servedPorts } from "./world.js"

type Role = ServingRole | "dns"

/** One server of the demo's fleet. */
export interface RosterEntry {
  readonly host: string
  readonly roles: readonly [Role, ...Role[]]
  readonly ldapMaster: boolean
  /** What it serves the certificate on; the proxies serve mail only, as the mail stores keep the web. */
  readonly services: readonly ServedPort[]
}

const prefixes: Readonly<Record<Role, string>> = {
  mailbox: "mbs",
  ldap: "ldap",
  proxy: "prx",
  mta: "mx",
  dns: "ns",
}

/** The fleet that every example uses: ten servers with the certificate, two name servers without. */
const twelve: readonly Role[] = [
  "mailbox",
  "mailbox",
  "mailbox",
  "mailbox",
  "ldap",
  "ldap",
  "proxy",
  "proxy",
  "mta",
  "mta",
  "dns",
  "dns",
]

/** A smaller fleet has one of each first; a larger one grows by what larger sites have more of. */
const few: readonly Role[] = [
  "ldap",
  "mailbox",
  "proxy",
  "mta",
  "mailbox",
  "proxy",
  "mta",
  "ldap",
  "mailbox",
  "dns",
  "mailbox",
]
const growth: readonly Role[] = ["mailbox", "mailbox", "proxy", "mta"]

export function rosterOf(size: number): RosterEntry[] {
  const counts = new Map<Role, number>()
  return rolesFor(size).map((role) => {
    const number = (counts.get(role) ?? 0) + 1
    counts.set(role, number)
    const host = `${prefixes[role]}${String(number).padStart(2, "0")}.example.edu`
    const own = servedPorts.filter((port) => port.role === role && isServed(port))
    return { host, roles: [role], ldapMaster: role === "ldap" && number === 1, services: own }
  })
}

function rolesFor(size: number): readonly Role[] {
  if (size < twelve.length) return few.slice(0, size)
  const more = Array.from(
    { length: size - twelve.length },
    (_, index) => growth[index % growth.length] ?? "mailbox",
  )
  return [...twelve, ...more]
}

function isServed({ role, service, optional }: ServedPort): boolean {
  return optional !== true && !(role === "proxy" && service === "https")
}
