import type { Seen } from "../../status/fleetStatus.js"

/** The fewest days left of all ports; undefined where none could be read. */
export function daysLeftOf({ ports }: Pick<Seen, "ports">): number | undefined {
  const days = ports.flatMap(({ verdict }) => verdict.daysLeft ?? [])
  return days.length === 0 ? undefined : Math.min(...days)
}

/** Each port once, however many names it was asked by. */
export function ownPorts({ ports }: Pick<Seen, "ports">): Seen["ports"] {
  return ports.filter(({ verdict }) => verdict.observation.endpoint.alias !== true)
}

/** What the ports serve, each certificate once, the most frequent first. */
export function fingerprintsOf({ ports }: Pick<Seen, "ports">): readonly string[] {
  const counts = new Map<string, number>()
  for (const { verdict } of ports)
    if (verdict.observation.ok) {
      const { fingerprint } = verdict.observation
      counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1)
    }
  return [...counts].sort(([, one], [, other]) => other - one).map(([fingerprint]) => fingerprint)
}
