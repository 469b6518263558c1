import { createHash, X509Certificate } from "node:crypto"
import { loadFleet } from "../../src/fleet/load.js"
import { observe } from "../../src/probe/observe.js"
import { fromFleet } from "../../src/probe/protocol.js"
import { parseKnownHosts } from "../../src/remote/knownHosts.js"
import type { Connector } from "../../src/remote/session.js"
import { ssh2Connector } from "../../src/remote/ssh2.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Prover } from "../../src/rollout/phases/prover.js"
import { planHosts, type RolloutSettings } from "../../src/rollout/plan.js"
import { Secret } from "../../src/secret.js"
import { realClock } from "../probe/material.js"
import { fastSettings } from "./memoryFleet.js"

/** What a rollout through the library needs to know, as plain data. */
export interface SshRollout {
  readonly fleetYaml: string
  readonly knownHosts: string
  /** The private key to log in with. */
  readonly login: string
  /** What to roll out, in PEM. */
  readonly pair: { readonly key: string; readonly certificate: string; readonly chain: string }
}

export interface SshRolloutOptions {
  readonly settings?: Partial<RolloutSettings>
  /** Stands between the rollout and its connections. */
  readonly through?: (connector: Connector) => Connector
}

/** Rolls out as the command line does, over SSH and by real handshakes, but without a journal. */
export function rollOutOverSsh(rollout: SshRollout, options: SshRolloutOptions = {}): Promise<RolloutResult> {
  const { fleet, findings } = loadFleet(rollout.fleetYaml, "fleet.yaml")
  if (fleet === undefined) throw new Error(findings.map(({ message }) => message).join("; "))
  const knownHosts = parseKnownHosts([rollout.knownHosts])
  const keys = [{ file: "login", content: new Secret(rollout.login) }]
  const connector = ssh2Connector({ knownHosts: () => knownHosts, credentials: () => ({ keys }) })
  const leaf = new X509Certificate(rollout.pair.certificate)
  const settings = { ...fastSettings, ...options.settings }
  const plan = {
    id: `20261123T120000Z-${leaf.serialNumber.slice(0, 6).toLowerCase()}`,
    holder: "tester@here",
    hosts: planHosts(fleet, { restart: settings.restart }),
    farms: fleet.farms,
    hooks: [],
    payload: {
      fingerprint: createHash("sha256").update(leaf.raw).digest("hex"),
      commonName: "mail.example.edu",
      key: new Secret(rollout.pair.key),
      certificate: Buffer.from(rollout.pair.certificate),
      chain: Buffer.from(rollout.pair.chain),
    },
    settings,
  }
  return runRollout(plan, {
    connector: options.through?.(connector) ?? connector,
    prover,
    clock: realClock,
    sink: { emit: async () => undefined },
    softStop: new AbortController().signal,
    hardStop: new AbortController().signal,
  })
}

const prover: Prover = {
  async look(endpoint) {
    const seen = await observe(fromFleet(endpoint), { timeoutMs: 20_000, clock: realClock, leafOnly: true })
    return seen.ok
      ? { ok: true, fingerprint: seen.fingerprint, from: seen.from }
      : { ok: false, problem: seen.detail }
  },
  check: async () => undefined,
}
