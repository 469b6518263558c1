import type { ServiceRole } from "../../zimbra/services.js"
import type { DraftFarm, NotedName } from "./draft.js"
import type { PortedServer } from "./portChoices.js"

interface FarmKind {
  readonly name: string
  /** The first of them that has two servers stands behind the balancer. */
  readonly roles: readonly ServiceRole[]
  readonly service: string
  readonly probes: DraftFarm["probes"]
}

const kinds: readonly FarmKind[] = [
  {
    name: "web",
    roles: ["proxy", "mailbox"],
    service: "https",
    probes: [{ kind: "https", port: 443 }],
  },
  {
    name: "imap-pop",
    roles: ["proxy", "mailbox"],
    service: "imaps",
    probes: [
      { kind: "tls", port: 993 },
      { kind: "tls", port: 995 },
    ],
  },
  { name: "mx", roles: ["mta"], service: "smtp", probes: [{ kind: "smtp", port: 25 }] },
]

/** What a balancer in front of these servers may look like; nobody can know, so it is a suggestion. */
export function draftFarms(servers: readonly PortedServer[], names: readonly NotedName[]): DraftFarm[] {
  return kinds.flatMap(({ name, roles, service, probes }) => {
    const members = roles
      .map((role) => servers.filter((server) => serves(server, role, service)).map(({ host }) => host))
      .find((hosts) => hosts.length > 1)
    if (members === undefined) return []
    return [{ name, names: name === "web" ? names.map((one) => one.name) : [], members, probes }]
  })
}

function serves({ roles, ports }: PortedServer, role: ServiceRole, service: string): boolean {
  if (!roles.includes(role)) return false
  return ports.find((one) => one.role === role && one.service === service)?.port !== false
}
