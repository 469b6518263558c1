import type { HostPlan } from "../plan.js"

/**
 * Picks so many hosts to go first: one of each role in turn, LDAP servers last, so that each kind of
 * service is tried before the rest follows.
 */
export function chooseCanaries(hosts: readonly HostPlan[], count: number): string[] {
  const byRole = new Map<string, HostPlan[]>()
  for (const host of hosts) {
    const role = host.roles.join("+")
    byRole.set(role, [...(byRole.get(role) ?? []), host])
  }
  const queues = [...byRole.values()].sort((one, other) => wave(other) - wave(one))
  const chosen: string[] = []
  for (let round = 0; chosen.length < Math.min(count, hosts.length); round += 1)
    chosen.push(...queues.flatMap((queue) => queue[round]?.host ?? []))
  return chosen.slice(0, count)
}

function wave(queue: readonly HostPlan[]): number {
  return queue[0]?.wave ?? 0
}
