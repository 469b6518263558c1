import { ToolError } from "../errors.js"
import { carriesCertificate, type Fleet, type Server } from "../fleet/types.js"
import { ssh2Connector } from "../remote/ssh2.js"
import { type Holdings, holdingsCommand, readHoldings } from "../zimbra/holdings.js"
import type { Machine } from "./machine.js"
import { type SshOptions, sshWays } from "./sshSettings.js"

/** Two starts of Zimbra's Java and a look at its stores, on a server at work. Milliseconds. */
const lookMs = 60_000

export interface LookFromHere {
  readonly fleet: Fleet
  readonly servers: readonly Server[]
  readonly ssh?: SshOptions
  readonly signal: AbortSignal
}

/**
 * A look at what lies on servers, by this machine's SSH settings: one log-in each, which ends with the look.
 *
 * @throws ToolError `config` where there is nothing to log in with
 */
export async function holdingsFromHere(
  machine: Machine,
  { fleet, servers, ssh = {}, signal }: LookFromHere,
): Promise<(server: Server) => Promise<Holdings>> {
  const ways = await sshWays(machine, fleet)
  const targets = new Map(servers.filter(carriesCertificate).map((one) => [one.host, ways.target(one)]))
  const connector = ssh2Connector(await ways.open([...targets.values()], ssh))
  const timeoutMs = fleet.ssh.connectTimeout * 1000
  return async (server) => {
    const session = await connector.connect(targets.get(server.host) ?? ways.target(server), {
      timeoutMs,
      signal,
    })
    try {
      const command = holdingsCommand(fleet.zimbra, server.roles.includes("mailbox"))
      const { stdout, stderr } = await session.exec(command, { timeoutMs: lookMs, signal })
      const holdings = readHoldings(stdout)
      if (holdings !== undefined) return holdings
      const said = stderr.trim().split(/\r?\n/).at(-1)?.slice(0, 200)
      throw new ToolError("remote-command", `the look at its files was cut short${said ? `: ${said}` : ""}`)
    } finally {
      await session.close()
    }
  }
}
