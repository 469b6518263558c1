import { ToolError } from "../errors.js"
import type { Fleet, Server } from "../fleet/types.js"
import type { Target } from "../remote/session.js"
import { parseHop } from "../remote/sshConfig/hops.js"
import type { SshHostSettings } from "../remote/sshConfig/settings.js"
import type { HostQuestion } from "./sshHosts.js"

/** Deeper, a jump host behind a jump host is a circle. */
const mostHops = 8

/** What a target's log-in goes by, beside the target itself. */
export interface Way {
  readonly target: Target
  readonly settings: SshHostSettings
  /** Settings for the destination do not apply to hosts on the way: ssh(1), -J. */
  readonly isJump: boolean
}

export type AskSettings = (question: HostQuestion) => Promise<SshHostSettings>

/**
 * Where and as whom to log in to a server: what fleet.yaml says, then ssh_config, then the usual (root, port 22); and to
 * the hosts on the way, by ssh_config alone. The server comes first.
 *
 * @param localUser who logs in to a jump host where nothing else is said
 * @throws ToolError `config` for jump hosts that go round in a circle
 */
export async function waysTo(
  fleet: Fleet,
  server: Server,
  ask: AskSettings,
  localUser: string,
): Promise<readonly Way[]> {
  const index = fleet.servers.indexOf(server)
  const has = (...path: (string | number)[]): boolean => fleet.has(path)
  const givenAddress = has("servers", index, "address")
  const usual = { user: fleet.ssh.user, port: server.sshPort }
  const settings = await ask({
    host: server.host,
    usual,
    given: {
      user: has("ssh", "user") ? fleet.ssh.user : undefined,
      port: has("servers", index, "sshPort") || has("ssh", "port") ? server.sshPort : undefined,
      hostName: givenAddress ? server.address : undefined,
    },
  })
  const onTheWay = await jumpsTo(settings.jumps, ask, { localUser, seen: [server.host] })
  const target: Target = {
    host: server.host,
    address: givenAddress ? server.address : (settings.hostName ?? server.address),
    port: settings.port ?? usual.port,
    user: settings.user ?? usual.user,
    ...common(settings),
    ...(onTheWay[0] === undefined ? proxyOf(settings) : { via: onTheWay[0].target }),
  }
  return [{ target, settings, isJump: false }, ...onTheWay]
}

interface Walk {
  readonly localUser: string
  /** Hosts that lie behind. */
  readonly seen: readonly string[]
}

/** The last hop first, which is the one that the destination is reached from. */
async function jumpsTo(jumps: readonly string[], ask: AskSettings, walk: Walk): Promise<readonly Way[]> {
  const last = jumps.at(-1)
  if (last === undefined) return []
  const hop = parseHop(last)
  const seen = [...walk.seen, hop.host]
  if (seen.length > mostHops)
    throw new ToolError("config", `the jump hosts of ${seen[0]} go round in a circle: ${seen.join(", ")}`, {
      hint: `a Host block for ${hop.host} with "ProxyJump none" in ~/.ssh/config ends it`,
    })
  const usual = { user: walk.localUser, port: 22 }
  const settings = await ask({ host: hop.host, usual, given: { user: hop.user, port: hop.port } })
  // A list names the way there in full; only its first hop may have a way of its own.
  const before = jumps.length > 1 ? jumps.slice(0, -1) : settings.jumps
  const onTheWay = await jumpsTo(before, ask, { ...walk, seen })
  const target: Target = {
    host: hop.host,
    address: settings.hostName ?? hop.host,
    port: settings.port ?? usual.port,
    user: settings.user ?? usual.user,
    ...common(settings),
    ...(onTheWay[0] === undefined ? proxyOf(settings) : { via: onTheWay[0].target }),
  }
  return [{ target, settings, isJump: true }, ...onTheWay]
}

function common({ knownAs, family, bindAddress }: SshHostSettings): Partial<Target> {
  return {
    ...(knownAs === undefined ? {} : { knownAs }),
    ...(family === undefined ? {} : { family }),
    ...(bindAddress === undefined ? {} : { bindAddress }),
  }
}

function proxyOf({ proxyCommand }: SshHostSettings): Partial<Target> {
  return proxyCommand === undefined ? {} : { proxyCommand }
}
