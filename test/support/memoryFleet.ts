import { createHash, createPrivateKey, X509Certificate } from "node:crypto"
import { Duplex } from "node:stream"
import { text as textOfStream } from "node:stream/consumers"
import { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { installPair } from "../../src/demo/installPair.js"
import { domainFleet } from "../../src/fleet/domains.js"
import { exampleFleet } from "../../src/fleet/example.js"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"
import type { Door } from "../../src/probe/lookout.js"
import { memoryConnector } from "../../src/remote/memory.js"
import type { Connector, Place } from "../../src/remote/session.js"
import { servedWhole } from "../../src/rollout/domain/payload.js"
import type { RolloutPorts } from "../../src/rollout/engine.js"
import { planHooks } from "../../src/rollout/hooks/plan.js"
import type { Prover, Served } from "../../src/rollout/phases/prover.js"
import {
  type HostPlan,
  type Payload,
  planHosts,
  type RolloutPlan,
  type RolloutSettings,
} from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import { VirtualClock } from "./virtualClock.js"

const home = "/opt/zimbra"

/** A whole fleet in memory: hosts that serve `old`, and what a rollout of `renewed` needs. */
export interface MemoryFleet {
  readonly fleet: Fleet
  readonly clock: VirtualClock
  readonly hosts: ReadonlyMap<string, EmbeddedHost>
  readonly events: RolloutEvent[]
  readonly connector: Connector
  host(name: string): EmbeddedHost
  /** What a host serves, by service. */
  served(name: string): ReadonlyMap<string, string>
  plan(renewed: Payload, settings?: Partial<RolloutSettings>): RolloutPlan
  /** The same for a domain's own certificate. */
  domainPlan(domain: string, renewed: Payload, settings?: Partial<RolloutSettings>): RolloutPlan
  ports(overrides?: Partial<RolloutPorts>): RolloutPorts
}

export const fastSettings: RolloutSettings = {
  parallel: 64,
  restart: "services",
  localOnly: false,
  keepBackups: 3,
  maxFailures: 0,
  rolling: false,
  canaries: [],
  breakLock: false,
  force: false,
  allowHalfDone: false,
  allowDown: false,
  connectTimeoutMs: 10_000,
  stepTimeoutMs: 300_000,
  probeTimeoutMs: 120_000,
  probeIntervalMs: 250,
}

export type Way = "direct" | "ssh"

/**
 * @param way how ports are looked at: as from here, or over the sessions of their hosts, with all that can happen to those
 */
export function memoryFleet(old: Payload, text = exampleFleet, way: Way = "direct"): MemoryFleet {
  const { fleet } = loadFleet(text, "fleet.yaml")
  if (fleet === undefined) throw new Error("the fleet of this test is broken")
  const clock = new VirtualClock()
  const hosts = new Map<string, EmbeddedHost>()
  const served = new Map<string, Map<string, string>>()
  const ldap = {
    directory: () => ({
      servers: [],
      domains: fleet.domains.map(({ domain, names }) => ({
        name: domain,
        attributes: { zimbraVirtualHostname: names },
      })),
      masterUrl: "",
    }),
    domainValues: new Map<string, Map<string, string>>(),
  }
  for (const plan of planHosts(fleet, { restart: "services" })) {
    const own = new Map<string, string>()
    served.set(plan.host, own)
    const services = plan.endpoints.map(({ service, role }) => ({ service, role }))
    const { ldapMaster } = plan
    const times = { deploy: 2_000, restart: 1_000 }
    const host = new EmbeddedHost(
      { name: plan.host, home, user: "zimbra", clock, services, ldapMaster, times, ...ldap },
      front(own),
    )
    installPair(host, {
      key: old.key.revealText(),
      certificate: textOf(old.certificate),
      chain: textOf(old.chain),
    })
    host.connect = ({ address, port }) => servedAt(plan, address, port, own)
    hosts.set(plan.host, host)
  }
  const events: RolloutEvent[] = []
  const prover: Prover = {
    async look({ host, service, port, address, virtualHost }, { door } = {}) {
      if (way === "ssh") return lookThrough(must(door), { address: host, port })
      const own = served.get(host)
      const fingerprint = own?.get(`${service} ${virtualHost}`) ?? own?.get(service)
      return fingerprint === undefined
        ? { ok: false, problem: "refused" }
        : { ok: true, fingerprint, from: { way, address } }
    },
    async check({ host }) {
      return hosts.get(host)?.faults.activate === "fails" ? "refused" : undefined
    },
  }
  const connector = memoryConnector(hosts, clock)
  return {
    fleet,
    clock,
    hosts,
    events,
    connector,
    host: (name) => must(hosts.get(name)),
    served: (name) => must(served.get(name)),
    plan: (payload, settings) => planOf(fleet, payload, settings),
    domainPlan: (name, payload, settings) => planOf(domainFleet(fleet, name), payload, settings),
    ports: (overrides = {}) => ({
      connector,
      prover,
      clock,
      sink: { emit: async (event) => void events.push(event) },
      softStop: new AbortController().signal,
      hardStop: new AbortController().signal,
      ...overrides,
    }),
  }
}

function planOf(fleet: Fleet, payload: Payload, settings: Partial<RolloutSettings> = {}): RolloutPlan {
  const all = { ...fastSettings, ...settings }
  const hosts = planHosts(fleet, { restart: all.restart })
  const { domain, farms } = fleet
  return {
    id: `${domain === undefined ? "" : "domain-"}20261123T120000Z-000001`,
    ...{ holder: "tester@here", hosts, farms, hooks: planHooks(fleet, hosts), settings: all },
    ...(domain === undefined ? { payload } : { domain, payload: servedWhole(payload) }),
  }
}

/** Instead of a handshake: says what is served there, and closes. */
async function servedAt(
  { host, endpoints }: HostPlan,
  address: string,
  port: number,
  served: ReadonlyMap<string, string>,
): Promise<Duplex> {
  const endpoint = endpoints.find((one) => one.port === port)
  const fingerprint = address === host && endpoint !== undefined ? served.get(endpoint.service) : undefined
  if (fingerprint === undefined) throw new Error("refused")
  return Duplex.from([fingerprint])
}

async function lookThrough(door: Door, place: Place): Promise<Served> {
  try {
    const fingerprint = await textOfStream(await door.forward(place))
    return { ok: true, fingerprint, from: { way: "ssh", address: place.address } }
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
}

/** A memory of what was loaded last; refuses a pair that does not fit, as a daemon does. */
function front(served: Map<string, string>): ConstructorParameters<typeof EmbeddedHost>[1] {
  return {
    load({ key, cert }, services) {
      const leaf = new X509Certificate(cert)
      if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error("key values mismatch")
      for (const service of services) served.set(service, createHash("sha256").update(leaf.raw).digest("hex"))
    },
    loadNames(pairs, services) {
      for (const key of [...served.keys()]) if (key.includes(" ")) served.delete(key)
      for (const [name, { key, cert }] of pairs) {
        const leaf = new X509Certificate(cert)
        if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error("key values mismatch")
        const print = createHash("sha256").update(leaf.raw).digest("hex")
        for (const service of services) served.set(`${service} ${name}`, print)
      }
    },
    stop(services) {
      for (const service of services) served.delete(service)
    },
    start: () => undefined,
  }
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("no such host in this fleet")
  return value
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8")
}
