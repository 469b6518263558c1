import { limitServers } from "../../fleet/limit.js"
import type { Fleet } from "../../fleet/types.js"
import { type SshWays, sshWays } from "../../local/sshSettings.js"
import type { Target } from "../../remote/session.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { detail } from "../terminal/voice.js"
import { machineOf } from "./machine.js"

/** How to log in to the servers that the words of --limit name; what of ~/.ssh/config cannot be followed is said. */
export async function waysIn(io: Io, fleet: Fleet, limit: readonly string[] | undefined): Promise<SshWays> {
  const servers = limitServers(fleet, limit ?? [])
  const ways = await sshWays(machineOf(io), fleet, servers)
  warnOf(io, ways.warnings)
  for (const server of servers) detail(io, `${server.host}: ${wayText(ways.target(server))}`)
  return ways
}

export function warnOf(io: Io, warnings: readonly string[]): void {
  for (const warning of warnings) io.stderr.write(`certfleet: warning: ${printable(warning)}\n`)
}

/** As ssh would be called. */
function wayText({ user, address, port, via, proxyCommand }: Target): string {
  const through = via === undefined ? proxyCommand : wayText(via)
  return `ssh ${user}@${address} port ${port}${through === undefined ? "" : ` through ${through}`}`
}
