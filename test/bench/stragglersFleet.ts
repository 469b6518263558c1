import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fleetYaml, type ReachableFleet } from "../e2e/certfleet.js"
import { hashedKnownHost } from "../e2e/client.js"
import type { SshdFleet, SshdHost } from "../e2e/sshd.js"
import { startWire, type Weather, type Wire } from "../support/wire.js"

/**
 * Fifty servers on a few cores would mostly wait for each other, so that no step took the same time twice. Real ones have
 * a processor each and are slow by themselves: that time is simulated, and differs from host to host.
 */
export async function simulateTime(hosts: readonly SshdHost[]): Promise<void> {
  await Promise.all(
    hosts.map(async (host, at) => {
      // Spread evenly, neighbours far apart.
      const share = ((at * 7) % hosts.length) / (hosts.length - 1)
      // bash reads it before each command that comes over SSH.
      await host.put(".bashrc", `sleep ${(0.5 + 2 * share).toFixed(2)}\n`)
      await host.fault("slow", (0.05 + 0.25 * share).toFixed(3))
      await host.fault("restart-takes", (3 + 6 * share).toFixed(2))
    }),
  )
}

/** For the words of a report. */
export const simulated =
  "simulated on both sides: 0.5 to 2.5 s for each command, 1 to 5 s for deploycrt's writes, 3 to 9 s for a restart"

/** Puts a wire before every port of the hosts that have a weather, and writes the fleet.yaml that goes through them. */
export async function layWires(
  fleet: SshdFleet,
  weathers: Readonly<Record<string, Weather>>,
  { cwd, connectTimeout }: { readonly cwd: string; readonly connectTimeout: number },
): Promise<Wire[]> {
  const wires: Wire[] = []
  const lay = async (port: number, weather: Weather): Promise<number> => {
    const wire = await startWire(port, weather)
    wires.push(wire)
    return wire.port
  }
  const hosts: ReachableFleet["hosts"][number][] = []
  let known = await readFile(fleet.knownHosts, "utf8")
  for (const { name, roles, port: ownPort, ports: own } of fleet.hosts) {
    const weather = weathers[name]
    if (weather === undefined) {
      hosts.push({ name, roles, port: ownPort, ports: own })
      continue
    }
    const port = await lay(ownPort, weather)
    known += hashedKnownHost(name, port, await readFile(join(fleet.folder, name, "host_ecdsa.pub"), "utf8"))
    const ports: Record<string, number> = {}
    for (const [service, behind] of Object.entries(own)) ports[service] = await lay(behind, weather)
    hosts.push({ name, roles, port, ports })
  }
  const knownHosts = join(cwd, "known_hosts")
  await writeFile(knownHosts, known)
  const text = fleetYaml({ ...fleet, hosts, knownHosts }, { user: "zimbra", connectTimeout })
  await writeFile(join(cwd, "fleet.yaml"), text)
  return wires
}
