import { lookup } from "node:dns/promises"
import { ToolError } from "../errors.js"
import { loadFleet } from "../fleet/load.js"
import type { Fleet, Server } from "../fleet/types.js"
import { ssh2Connector } from "../remote/ssh2.js"
import { parseHop } from "../remote/sshConfig/hops.js"
import { discover } from "../status/discovery/ask.js"
import type { Discovered } from "../status/discovery/discovered.js"
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
  const text = JSON.stringify({
    certificate: { commonName: host },
    servers: [{ host, roles: ["mailbox"] }],
    ssh,
  })
  const { fleet } = loadFleet(text, "fleet.yaml")
  const server = fleet?.servers[0]
  if (fleet === undefined || server === undefined)
    throw new ToolError("usage", `${words} is no host to log in to`, {
      hint: "write HOST, USER@HOST or USER@HOST:PORT, with HOST as ssh takes it",
    })
  return { fleet, server, ...(user === undefined ? {} : { user }) }
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
export async function discoverFromHere(
  machine: Machine,
  { fleet, server, ways: given, ssh = {}, signal }: DiscoverFromHere,
): Promise<Discovered> {
  const ways = given ?? (await sshWays(machine, fleet, [server]))
  const target = ways.target(server)
  const connector = ssh2Connector(await ways.open([target], ssh))
  const session = await connector.connect(target, { timeoutMs: fleet.ssh.connectTimeout * 1000, signal })
  try {
    return await discover(session, {
      signal,
      resolves: (host) => leadsSomewhere(host, machine, signal),
      ...(fleet.has(["zimbra"]) ? { installation: fleet.zimbra } : {}),
    })
  } finally {
    await session.close()
  }
}

/** The system's own resolver, as every log-in asks it; undefined where it gave no answer. */
async function leadsSomewhere(
  host: string,
  { clock }: Machine,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const asked = lookup(host).then(
    () => true,
    (error: NodeJS.ErrnoException) => (error.code === "ENOTFOUND" ? false : undefined),
  )
  const over = new AbortController()
  try {
    const tooLate = clock.sleep(nameMs, AbortSignal.any([signal, over.signal])).then(
      () => undefined,
      () => undefined,
    )
    return await Promise.race([asked, tooLate])
  } finally {
    over.abort()
  }
}
