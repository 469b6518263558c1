import { lookup } from "node:dns/promises"
import { ToolError } from "../errors.js"
import { loadFleet } from "../fleet/load.js"
import type { Fleet, Server } from "../fleet/types.js"
import { ssh2Connector } from "../remote/ssh2.js"
import { parseHop } from "../remote/sshConfig/hops.js"
import { discover } from "../status/discovery/ask.js"
import { discoverFleet } from "../status/discovery/askFleet.js"
import { compareWithFleet, type FleetComparison } from "../status/discovery/compare.js"
import type { Discovered } from "../status/discovery/discovered.js"
import { fleetDoors } from "./fleetDoors.js"
import type { Machine } from "./machine.js"
import { type SshOptions, type SshWays, sshWays } from "./sshSettings.js"

/** Milliseconds for a name server's answer. */
const nameMs = 5_000

/** A host to ask, before there is a fleet.yaml: a fleet of this one server. */
export interface Lodging {
  readonly fleet: Fleet
  readonly server: Server
  /** Where the words name one. */
  readonly user?: string
}

/**
 * @param words `[USER@]HOST[:PORT]`
 * @throws ToolError `usage` for anything else
 */
export function lodgingOf(words: string): Lodging {
  const { host, user, port } = parseHop(words)
  const ssh = { ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) }
  const fleet = fleetOf([host], ssh)
  const server = fleet?.servers[0]
  if (fleet === undefined || server === undefined)
    throw new ToolError("usage", `${words} is no host to log in to`, {
      hint: "write HOST, USER@HOST or USER@HOST:PORT, with HOST as ssh takes it",
    })
  return { fleet, server, ...(user === undefined ? {} : { user }) }
}

/** Servers of which nothing is known but their names; undefined where they are none. */
function fleetOf(hosts: readonly string[], ssh: object = {}): Fleet | undefined {
  const servers = hosts.map((host) => ({ host, roles: ["mailbox"] }))
  return loadFleet(JSON.stringify({ certificate: { commonName: hosts[0] }, servers, ssh }), "fleet.yaml")
    .fleet
}

export interface DiscoverFromHere {
  readonly fleet: Fleet
  /** Which of its servers is asked. */
  readonly server: Server
  /** From `sshWays`; found out unless given. */
  readonly ways?: SshWays
  readonly ssh?: SshOptions
  readonly signal: AbortSignal
}

/**
 * Asks one server of a running Zimbra for the whole installation, by this machine's SSH settings, and this machine's name
 * servers whether they know its servers. fleet.yaml's own user and home count where it has them.
 *
 * @throws ToolError as of a log-in, or `config` or `remote-command` where no Zimbra answers
 */
export async function discoverFromHere(machine: Machine, request: DiscoverFromHere): Promise<Discovered> {
  const { fleet, server, signal } = request
  const ways = request.ways ?? (await sshWays(machine, fleet, [server]))
  const target = ways.target(server)
  const connector = ssh2Connector(await ways.open([target], request.ssh ?? {}))
  const session = await connector.connect(target, { timeoutMs: fleet.ssh.connectTimeout * 1000, signal })
  try {
    const resolves = (hosts: readonly string[]): ReturnType<typeof leadSomewhere> =>
      leadSomewhere(hosts, machine, signal)
    const installation = fleet.has(["zimbra"]) ? { installation: fleet.zimbra } : {}
    return await discover(session, { signal, resolves, ...installation })
  } finally {
    await session.close()
  }
}

export interface CompareFromHere {
  readonly fleet: Fleet
  readonly ssh?: SshOptions
  readonly signal: AbortSignal
}

/**
 * What the running installation has and the fleet lacks, and the reverse, by log-ins of their own.
 *
 * @throws ToolError of the first server asked, when none answers
 */
export async function compareFromHere(
  machine: Machine,
  { fleet, ssh = {}, signal }: CompareFromHere,
): Promise<FleetComparison> {
  const doors = fleetDoors(machine, fleet, ssh)
  try {
    await doors.prepare()
    return compareWithFleet(fleet, await discoverFleet(fleet, (host) => doors.of(host), { signal }))
  } finally {
    await doors.close()
  }
}

/**
 * As a log-in would find them: by ~/.ssh/config, then by the system's resolver. What lies behind a jump host is not this
 * machine's to say.
 */
async function leadSomewhere(
  hosts: readonly string[],
  machine: Machine,
  signal: AbortSignal,
): Promise<(boolean | undefined)[]> {
  const fleet = fleetOf(hosts)
  if (fleet === undefined) return hosts.map(() => undefined)
  // What stands in the way of a log-in there is said when somebody logs in.
  const ways = await sshWays(machine, fleet).catch(() => undefined)
  if (ways === undefined) return hosts.map(() => undefined)
  return Promise.all(
    fleet.servers.map((server) => {
      const { address, via, proxyCommand } = ways.target(server)
      const isHere = via === undefined && proxyCommand === undefined
      return isHere ? leadsSomewhere(address, machine, signal) : undefined
    }),
  )
}

/** undefined where no name server answered. */
async function leadsSomewhere(
  address: string,
  { clock }: Machine,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const over = new AbortController()
  const tooLate = clock.sleep(nameMs, AbortSignal.any([signal, over.signal])).then(
    () => undefined,
    () => undefined,
  )
  const asked = lookup(address).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => (code === "ENOTFOUND" ? false : undefined),
  )
  try {
    return await Promise.race([asked, tooLate])
  } finally {
    over.abort()
  }
}
