import { serversCalled } from "../../fleet/limit.js"
import { placedProgram } from "../../fleet/programPath.js"
import type { Fleet, HookMoment, HookScope, RolloutHook } from "../../fleet/types.js"

/** As much of a server that takes part as its hooks go by. */
interface Member {
  readonly host: string
  readonly roles: readonly string[]
}

/** What a hook runs once for. */
export interface HookTurn {
  /** The server, the role, or `fleet`. */
  readonly for: string
  readonly hosts: readonly string[]
}

/** A hook with everything that it runs for in one rollout. */
export interface HookPlan {
  readonly name: string
  readonly when: HookMoment
  readonly argv: readonly string[]
  /** Empty where nothing takes it back. */
  readonly undo: readonly string[]
  readonly per: HookScope
  readonly timeoutMs: number
  /** Variables that it sees beside the usual ones. */
  readonly environment: readonly string[]
  readonly turns: readonly HookTurn[]
}

/** The hooks of fleet.yaml, for those of their servers that take part. */
export function planHooks(fleet: Fleet, hosts: readonly Member[]): HookPlan[] {
  return fleet.hooks.flatMap((hook): HookPlan[] => {
    const meant = hostsOf(fleet, hook, hosts)
    if (meant.length === 0) return []
    const { name, when, run, undo, per, timeout, environment } = hook
    return [
      {
        ...{ name, when, per, environment, timeoutMs: timeout * 1000, turns: turnsOf(per, meant) },
        ...{ argv: placedProgram(run, fleet.file), undo: placedProgram(undo, fleet.file) },
      },
    ]
  })
}

function hostsOf(fleet: Fleet, { servers }: RolloutHook, hosts: readonly Member[]): Member[] {
  if (servers.length === 0) return [...hosts]
  const meant = new Set(
    servers.flatMap((word) => serversCalled(fleet, word.toLowerCase()).map(({ host }) => host)),
  )
  return hosts.filter(({ host }) => meant.has(host))
}

function turnsOf(per: HookScope, hosts: readonly Member[]): HookTurn[] {
  const names = hosts.map(({ host }) => host)
  if (per === "server") return names.map((host) => ({ for: host, hosts: [host] }))
  if (per === "fleet") return [{ for: "fleet", hosts: names }]
  const roles = [...new Set(hosts.flatMap((host) => host.roles))]
  return roles.map((role) => ({
    for: role,
    hosts: hosts.filter((host) => host.roles.includes(role)).map(({ host }) => host),
  }))
}
