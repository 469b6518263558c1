import { createHash, createPrivateKey, X509Certificate } from "node:crypto"
import { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { installPair } from "../../src/demo/installPair.js"
import { exampleFleet } from "../../src/fleet/example.js"
import { loadFleet } from "../../src/fleet/load.js"
import type { Fleet } from "../../src/fleet/types.js"
import { memoryConnector } from "../../src/remote/memory.js"
import type { Connector } from "../../src/remote/session.js"
import type { RolloutPorts } from "../../src/rollout/engine.js"
import type { Prover } from "../../src/rollout/phases/prover.js"
import { type Payload, planHosts, type RolloutPlan, type RolloutSettings } from "../../src/rollout/plan.js"
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
  allowDown: false,
  connectTimeoutMs: 10_000,
  stepTimeoutMs: 300_000,
  probeTimeoutMs: 120_000,
  probeIntervalMs: 250,
}

export function memoryFleet(old: Payload, text = exampleFleet): MemoryFleet {
  const { fleet } = loadFleet(text, "fleet.yaml")
  if (fleet === undefined) throw new Error("the fleet of this test is broken")
  const clock = new VirtualClock()
  const hosts = new Map<string, EmbeddedHost>()
  const served = new Map<string, Map<string, string>>()
  for (const plan of planHosts(fleet, { restart: "services" })) {
    const own = new Map<string, string>()
    served.set(plan.host, own)
    const services = plan.endpoints.map(({ service, role }) => ({ service, role }))
    const { ldapMaster } = plan
    const times = { deploy: 2_000, restart: 1_000 }
    const host = new EmbeddedHost(
      { name: plan.host, home, user: "zimbra", clock, services, ldapMaster, times },
      front(own),
    )
    installPair(host, {
      key: old.key.revealText(),
      certificate: textOf(old.certificate),
      chain: textOf(old.chain),
    })
    hosts.set(plan.host, host)
  }
  const events: RolloutEvent[] = []
  const prover: Prover = {
    async look({ host, service }) {
      const fingerprint = served.get(host)?.get(service)
      return fingerprint === undefined ? { ok: false, problem: "refused" } : { ok: true, fingerprint }
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
    plan: (payload, settings = {}) => {
      const all = { ...fastSettings, ...settings }
      return {
        id: "20261123T120000Z-000001",
        holder: "tester@here",
        hosts: planHosts(fleet, { restart: all.restart }),
        farms: fleet.farms,
        payload,
        settings: all,
      }
    },
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

/** A memory of what was loaded last; refuses a pair that does not fit, as a daemon does. */
function front(served: Map<string, string>): ConstructorParameters<typeof EmbeddedHost>[1] {
  return {
    load({ key, cert }, services) {
      const leaf = new X509Certificate(cert)
      if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new Error("key values mismatch")
      for (const service of services) served.set(service, createHash("sha256").update(leaf.raw).digest("hex"))
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
