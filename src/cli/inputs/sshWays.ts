import { limitServers } from "../../fleet/limit.js"
import { carriesCertificate, type Fleet } from "../../fleet/types.js"
import { type SshWays, sshWays } from "../../local/sshSettings.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { machineOf } from "./machine.js"

/** How to log in to the servers that the words of --limit name; what of ~/.ssh/config cannot be followed is said. */
export async function waysIn(io: Io, fleet: Fleet, limit: readonly string[] | undefined): Promise<SshWays> {
  const servers = limitServers(fleet, limit ?? []).filter(carriesCertificate)
  const ways = await sshWays(machineOf(io), fleet, servers)
  for (const warning of ways.warnings) io.stderr.write(`certfleet: warning: ${printable(warning)}\n`)
  return ways
}
