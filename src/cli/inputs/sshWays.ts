import { limitServers } from "../../fleet/limit.js"
import type { Fleet } from "../../fleet/types.js"
import { type SshWays, sshWays } from "../../local/sshSettings.js"
import { printable } from "../../report/printable.js"
import type { Io } from "../io.js"
import { machineOf } from "./machine.js"

/** How to log in to the servers that the words of --limit name; what of ~/.ssh/config cannot be followed is said. */
export async function waysIn(io: Io, fleet: Fleet, limit: readonly string[] | undefined): Promise<SshWays> {
  const ways = await sshWays(machineOf(io), fleet, limitServers(fleet, limit ?? []))
  warnOf(io, ways.warnings)
  return ways
}

export function warnOf(io: Io, warnings: readonly string[]): void {
  for (const warning of warnings) io.stderr.write(`certfleet: warning: ${printable(warning)}\n`)
}
