import { userInfo } from "node:os"
import type { Fleet, Server } from "../fleet/types.js"
import type { Target } from "../remote/session.js"
import { parseHop, type SshHostSettings } from "../remote/sshConfig.js"

/** ProxyJump may go through a host that has a ProxyJump itself; more than this is a circle. */
const mostHops = 8

/**
 * Where and as whom to log in to a server: what fleet.yaml says, then ~/.ssh/config, then the usual (root, port 22).
 */
export function targetOf(fleet: Fleet, server: Server, settings: (host: string) => SshHostSettings): Target {
  const index = fleet.servers.indexOf(server)
  const own = settings(server.host)
  const given = (...path: (string | number)[]): boolean => fleet.has(path)
  const portGiven = given("servers", index, "sshPort") || given("ssh", "port")
  return {
    host: server.host,
    address: given("servers", index, "address") ? server.address : (own.hostName ?? server.address),
    port: portGiven ? server.sshPort : (own.port ?? server.sshPort),
    user: given("ssh", "user") ? fleet.ssh.user : (own.user ?? fleet.ssh.user),
    ...(own.knownAs === undefined ? {} : { knownAs: own.knownAs }),
    ...viaOf(own.jumps, settings, mostHops),
  }
}

function viaOf(
  jumps: readonly string[],
  settings: (host: string) => SshHostSettings,
  left: number,
): { via?: Target } {
  const last = jumps.at(-1)
  if (last === undefined || left === 0) return {}
  const hop = parseHop(last)
  const own = settings(hop.host)
  // A list names the way there in full; only a single hop may have a way of its own.
  const before = jumps.length > 1 ? jumps.slice(0, -1) : own.jumps
  return {
    via: {
      host: hop.host,
      address: own.hostName ?? hop.host,
      port: hop.port ?? own.port ?? 22,
      user: hop.user ?? own.user ?? userInfo().username,
      ...(own.knownAs === undefined ? {} : { knownAs: own.knownAs }),
      ...viaOf(before, settings, left - 1),
    },
  }
}
