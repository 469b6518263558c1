import { carriesCertificate, type Fleet } from "../fleet/types.js"
import type { Door } from "../probe/lookout.js"
import type { Connector, Session, Target } from "../remote/session.js"
import { ssh2Connector } from "../remote/ssh2.js"
import { type SshMachine, type SshOptions, sshWays } from "./sshSettings.js"

/** Ways into a fleet's servers, for whoever looks at their ports: nobody is logged in to before the first one is used. */
export interface FleetDoors {
  /** Undefined for a host that is no server of the fleet with the certificate. */
  of(host: string): Door | undefined
  /** Reads keys and asks for passwords now; else the first use of a door does. Rejects with a ToolError. */
  prepare(): Promise<void>
  /** Ends every log-in; a door that is used afterwards logs in anew. */
  close(): Promise<void>
}

export interface FleetDoorsOptions extends SshOptions {
  /** Told what of ssh_config cannot be followed, before anybody is logged in to. */
  readonly warn?: (warnings: readonly string[]) => void
}

/** Logs in as a rollout would. A log-in that fails is the answer to whoever needed it, each time. */
export function fleetDoors(machine: SshMachine, fleet: Fleet, ssh: FleetDoorsOptions = {}): FleetDoors {
  // Nobody logs in to a name server.
  const carriers = fleet.servers.filter(carriesCertificate)
  const sessions = new Map<string, Promise<Session>>()
  let prepared: ReturnType<typeof prepare> | undefined
  const prepare = async (): Promise<{ connector: Connector; targets: readonly Target[] }> => {
    const ways = await sshWays(machine, fleet, carriers)
    ssh.warn?.(ways.warnings)
    const targets = carriers.map((server) => ways.target(server))
    return { connector: ssh2Connector(await ways.open(targets, ssh)), targets }
  }
  const open = async (host: string): Promise<Session> => {
    prepared ??= prepare()
    const { connector, targets } = await prepared
    const target = targets.find((one) => one.host === host) ?? unknownHost(host)
    return connector.connect(target, { timeoutMs: fleet.ssh.connectTimeout * 1000 })
  }
  const session = (host: string): Promise<Session> => {
    const opening = sessions.get(host) ?? open(host)
    sessions.set(host, opening)
    return opening
  }
  return {
    of: (host) =>
      carriers.some((server) => server.host === host)
        ? {
            exec: async (command, options) => (await session(host)).exec(command, options),
            forward: async (place, options) => (await session(host)).forward(place, options),
          }
        : undefined,
    async prepare() {
      prepared ??= prepare()
      await prepared
    },
    async close() {
      const opened = await Promise.allSettled(sessions.values())
      sessions.clear()
      await Promise.all(opened.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)))
    },
  }
}

function unknownHost(host: string): never {
  throw new RangeError(`${host} is no server of the fleet`)
}
