import type { InUse } from "../bundle/compare.js"
import { inUseFromPort } from "../bundle/inUse.js"
import { ToolError } from "../errors.js"
import { certificateEndpoints } from "../fleet/domains.js"
import { endpointsOf, type FleetEndpoint } from "../fleet/endpoints.js"
import type { Fleet } from "../fleet/types.js"
import type { Clock } from "../ports.js"
import { endpointName, type Observation } from "../probe/endpoint.js"
import { Lookout } from "../probe/lookout.js"
import { observeAll } from "../probe/observeAll.js"
import { fromFleet } from "../probe/protocol.js"
import { fleetDoors } from "./fleetDoors.js"
import type { SshMachine, SshOptions } from "./sshSettings.js"

export interface FleetLook extends SshOptions {
  /** Milliseconds for each port. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** Ports of the fleet, by a handshake each: from here, or through its server's SSH connection, as fleet.yaml says. */
async function lookAtPorts(
  machine: SshMachine & { readonly clock: Clock },
  { endpoints, fleet }: { readonly fleet: Fleet; readonly endpoints: readonly FleetEndpoint[] },
  { signal, timeoutMs, ...ssh }: FleetLook,
): Promise<readonly Observation[]> {
  const doors = fleetDoors(machine, fleet, ssh)
  const lookout = new Lookout({ home: fleet.zimbra.home })
  try {
    return await observeAll(endpoints.map(fromFleet), {
      ...{ timeoutMs, clock: machine.clock, ...(signal && { signal }) },
      look: (endpoint, limits) => lookout.look(endpoint, { ...limits, door: doors.of(endpoint.host) }),
    })
  } finally {
    await doors.close()
  }
}

/**
 * The certificate that the fleet serves, of several the one that ends first; undefined where no port shows one. A domain's own
 * is what its names get and the proxies' own names do not: without one nginx serves the fleet's, and where every port was seen
 * to do so, there is `"none"`.
 */
export async function servedByFleet(
  machine: SshMachine & { readonly clock: Clock },
  fleet: Fleet,
  look: FleetLook,
): Promise<InUse | "none" | undefined> {
  const byOwnNames =
    fleet.domain === undefined
      ? []
      : await lookAtPorts(machine, { fleet, endpoints: proxyPorts(fleet) }, look)
  const shared = new Set(byOwnNames.flatMap((one) => (one.ok ? [one.fingerprint] : [])))
  const all = await lookAtPorts(machine, { fleet, endpoints: certificateEndpoints(fleet) }, look)
  if (all.length > 0 && all.every((one) => one.ok && shared.has(one.fingerprint))) return "none"
  const seen = all.flatMap((one) => {
    if (!one.ok || shared.has(one.fingerprint)) return []
    try {
      return [inUseFromPort(endpointName(one.endpoint), one.chain)]
    } catch (error) {
      // What cannot be read at one port may be well at the others.
      if (error instanceof ToolError) return []
      throw error
    }
  })
  return seen.sort((one, other) => one.leaf.notAfter.getTime() - other.leaf.notAfter.getTime())[0]
}

function proxyPorts(fleet: Fleet): readonly FleetEndpoint[] {
  return endpointsOf(fleet).filter(
    ({ role, service }) => role === "proxy" && fleet.domain?.services.some((one) => one === service),
  )
}

/** Which ports do not serve this certificate, and why, in one line each. */
export async function portsWithout(
  machine: SshMachine & { readonly clock: Clock },
  fleet: Fleet,
  { fingerprint, ...look }: FleetLook & { readonly fingerprint: string },
): Promise<readonly string[]> {
  return (await lookAtPorts(machine, { fleet, endpoints: certificateEndpoints(fleet) }, look)).flatMap(
    (one) => {
      const where = `${endpointName(one.endpoint)}${fleet.domain === undefined ? "" : ` (${one.endpoint.sni})`}`
      if (!one.ok) return [`${where}: ${one.detail}`]
      return one.fingerprint === fingerprint ? [] : [`${where} serves ${one.fingerprint.slice(0, 16)}`]
    },
  )
}
