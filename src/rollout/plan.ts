import { certificateEndpoints } from "../fleet/domains.js"
import type { FleetEndpoint } from "../fleet/endpoints.js"
import type { Domain, Farm, Fleet, Server } from "../fleet/types.js"
import { carriesCertificate, type HealthProbe } from "../fleet/types.js"
import { userNames } from "../fleet/userNames.js"
import type { Target } from "../remote/session.js"
import type { Secret } from "../secret.js"
import { type Activation, activationsFor, type RestartMode, waveOf } from "../zimbra/activation.js"
import { domainActivations } from "../zimbra/domainCommands.js"
import type { Installation } from "../zimbra/files.js"
import type { HookPlan } from "./hooks/plan.js"

/** The three files that go to every host, and what they are known by afterwards. */
export interface Payload {
  /** SHA-256 of the leaf's DER, lower-case hex: what every port must serve in the end. */
  readonly fingerprint: string
  readonly commonName: string
  /** PEM, decrypted; in memory only. */
  readonly key: Secret
  /** PEM, the leaf alone. */
  readonly certificate: Uint8Array
  /** PEM, intermediates and then the root. */
  readonly chain: Uint8Array
}

/** What the load balancer knows of a farm, as far as members may be taken out. */
export type FarmMinimum = Pick<Farm, "name" | "members" | "minimum">

/** One question of a load balancer to a member, asked until it is content. */
export interface FarmCheck {
  readonly farm: string
  readonly probe: HealthProbe
  readonly intervalMs: number
}

/** What one host gets and must prove. */
export interface HostPlan {
  readonly host: string
  readonly target: Target
  readonly installation: Installation
  readonly roles: readonly string[]
  readonly ldapMaster: boolean
  /** Hosts activate wave by wave, in ascending order. */
  readonly wave: number
  readonly activations: readonly Activation[]
  readonly endpoints: readonly FleetEndpoint[]
  /** The further names by which users reach each of them: each may have a certificate of its own (SNI). */
  readonly userNames: ReadonlyMap<FleetEndpoint, readonly string[]>
  readonly farmChecks: readonly FarmCheck[]
}

export interface RolloutSettings {
  readonly parallel: number
  readonly restart: RestartMode
  readonly localOnly: boolean
  readonly keepBackups: number
  /** Failures that do not call the whole fleet back. */
  readonly maxFailures: number
  /** Keeps every farm at its minimum: the next member only when the balancer has taken the last one back. */
  readonly rolling: boolean
  /** These hosts go through all parts before the others begin. */
  readonly canaries: readonly string[]
  /** Takes over a lock that another rollout left on a host. */
  readonly breakLock: boolean
  /** Takes a rollout back past what would otherwise refuse it: files that changed since, a certificate that expired. */
  readonly force: boolean
  /** Goes on where files and services hold different certificates already: nothing good is there to go back to. */
  readonly allowHalfDone: boolean
  /** Goes on although a port does not answer before the change. */
  readonly allowDown: boolean
  /** Milliseconds. */
  readonly connectTimeoutMs: number
  readonly stepTimeoutMs: number
  readonly probeTimeoutMs: number
  /** From the beginning of a look at a port that is being proven to that of the next. */
  readonly probeIntervalMs: number
}

export interface RolloutPlan {
  /** Sortable and unique, e.g. `20261123T231500Z-4f2a91`. Names the journal and the folder on every host. */
  readonly id: string
  /** Who runs it, for journal and lock: `user@machine`. */
  readonly holder: string
  readonly hosts: readonly HostPlan[]
  readonly farms: readonly FarmMinimum[]
  /** Programs of this machine that run around phases. */
  readonly hooks: readonly HookPlan[]
  /** Where it is for a domain with a certificate of its own: that one. */
  readonly domain?: Domain
  readonly payload: Payload
  readonly settings: RolloutSettings
}

export interface HostChoice {
  readonly restart: RestartMode
  /** How to log in to a server; what fleet.yaml says unless given. */
  readonly target?: (server: Server) => Target
  /** The hosts to take; all unless given. */
  readonly only?: ReadonlySet<string>
}

/** Works out what every certificate-bearing server gets; for a domain, every proxy. */
export function planHosts(fleet: Fleet, { restart, target, only }: HostChoice): HostPlan[] {
  const { domain } = fleet
  // Once for all servers: there may be thousands.
  const endpoints = listed(certificateEndpoints(fleet).map((endpoint) => [endpoint.host, endpoint]))
  const farms = listed(fleet.farms.flatMap((farm) => farm.members.map((host) => [host, farm])))
  return fleet.servers
    .filter((server) => takesPart(server, domain) && (only === undefined || only.has(server.host)))
    .map((server) => ({ server, own: endpoints(server.host), ownFarms: farms(server.host) }))
    .map(({ server, own, ownFarms }) => ({
      host: server.host,
      target: target?.(server) ?? fleetTarget(fleet, server),
      installation: fleet.zimbra,
      roles: server.roles,
      ldapMaster: server.ldapMaster,
      wave: waveOf(server.roles, server.ldapMaster),
      activations: domain === undefined ? activationsFor(server.roles, restart) : [domainActivations.reload],
      endpoints: own,
      userNames: new Map(
        own.map((endpoint) => [
          endpoint,
          domain === undefined
            ? userNames({ certificate: fleet.certificate, farms: ownFarms }, endpoint)
            : [],
        ]),
      ),
      farmChecks: ownFarms.flatMap(({ name, probes, interval }) =>
        probes.map((probe) => ({ farm: name, probe, intervalMs: interval * 1000 })),
      ),
    }))
}

/** Everything that has a name, in its order. */
function listed<Thing>(named: readonly (readonly [string, Thing])[]): (name: string) => readonly Thing[] {
  const lists = new Map<string, Thing[]>()
  for (const [name, thing] of named) {
    const list = lists.get(name)
    if (list === undefined) lists.set(name, [thing])
    else list.push(thing)
  }
  return (name) => lists.get(name) ?? []
}

/** Certificates of domains are the proxies' alone. */
export function takesPart(server: Server, domain: Domain | undefined): boolean {
  return domain === undefined ? carriesCertificate(server) : server.roles.includes("proxy")
}

function fleetTarget(fleet: Fleet, { host, address, sshPort }: Server): Target {
  return { host, address, port: sshPort, user: fleet.ssh.user }
}
