import { writeFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach } from "vitest"
import type { DemoCa } from "../../src/demo/ca.js"
import { newCa, type Served, served } from "../probe/material.js"
import { deliveryFolder, type FleetFileOptions, fleetYaml, requireFreshBuild, snapshot } from "./certfleet.js"
import { type SshdFleet, type SshdHost, type SshdHostSpec, startSshdFleet } from "./sshd.js"

export interface SceneOptions {
  /** Of the hosts' own users; without it only keys are let in. */
  readonly password?: string
}

interface Parts {
  readonly ca: DemoCa
  readonly fleet: SshdFleet
  readonly old: Served
  readonly renewed: Served
}

const names = ["mail.example.edu", "*.example.edu"]

/** A server as `--json` tells of it, as far as a human has to know. */
export interface Stuck {
  readonly host: string
  readonly outcome: string
  readonly reason?: string
  readonly commands?: readonly string[]
  readonly commandsAs?: string
}

/** A fleet that serves an old certificate and shall get a renewed one; there from the first test on. */
export class Scene {
  /** Removed after the last test. */
  work = ""
  #parts: Parts | undefined

  get fleet(): SshdFleet {
    return this.#started.fleet
  }

  /** What the fleet serves at the beginning of each test. */
  get old(): Served {
    return this.#started.old
  }

  /** What it shall serve. */
  get renewed(): Served {
    return this.#started.renewed
  }

  /** The host whose name begins so. */
  host(name: string): SshdHost {
    const found = this.fleet.hosts.find((one) => one.name.startsWith(name))
    if (found === undefined) throw new Error(`no ${name}`)
    return found
  }

  /** A folder with fleet.yaml and the pair to roll out; returns what a rollout of it needs. */
  async prepare(
    options: FleetFileOptions = {},
    pair: Served = this.renewed,
  ): Promise<{ cwd: string; dir: string }> {
    const cwd = await mkdtemp(join(this.work, "run-"))
    writeFileSync(join(cwd, "fleet.yaml"), fleetYaml(this.fleet, options))
    return { cwd, dir: await deliveryFolder(join(cwd, "new"), pair) }
  }

  /** A pair of the CA that the fleet's certificates come from. */
  issue(validity?: { from: number; until: number }): Promise<Served> {
    return served(this.#started.ca, names, validity)
  }

  /** Makes every host serve this pair. */
  async serve({ key, cert, chain }: Served): Promise<void> {
    await Promise.all(this.fleet.hosts.map((host) => host.serve({ key, crt: cert, ca: chain })))
  }

  /** Runs what a human is told to run on a server, as whom it says. */
  async byHand(stuck: Stuck | undefined): Promise<void> {
    if (stuck === undefined) throw new Error("no server is stuck")
    for (const command of stuck.commands ?? []) {
      const { status, stdout, stderr } = await this.fleet.ssh(
        this.host(stuck.host),
        stuck.commandsAs ?? "",
        command,
      )
      if (status !== 0) throw new Error(`${command}: ${status} ${stdout}${stderr}`)
    }
  }

  trees(): Map<string, string>[] {
    return this.fleet.hosts.map(snapshot)
  }

  async start(hosts: readonly SshdHostSpec[], options: SceneOptions = {}): Promise<void> {
    requireFreshBuild()
    const ca = await newCa(Date.now)
    const old = await served(ca, names, { from: -190, until: 9 })
    const renewed = await served(ca, names)
    const initial = { key: old.key, crt: old.cert, ca: old.chain }
    this.#parts = { ca, fleet: await startSshdFleet({ hosts, initial, ...options }), old, renewed }
    this.work = await mkdtemp(join(tmpdir(), "certfleet-e2e-"))
  }

  async stop(): Promise<void> {
    await this.#parts?.fleet.stop()
    if (this.work !== "") await rm(this.work, { recursive: true, force: true })
  }

  get #started(): Parts {
    if (this.#parts === undefined) throw new Error("the fleet has not started")
    return this.#parts
  }
}

/** For all tests of the describe block that calls it: started once, brought back to the beginning before each. */
export function sceneOf(hosts: readonly SshdHostSpec[], options: SceneOptions = {}): Scene {
  const scene = new Scene()
  beforeAll(() => scene.start(hosts, options))
  afterAll(() => scene.stop())
  beforeEach(async () => {
    await Promise.all(scene.fleet.hosts.map((host) => host.reset()))
  })
  return scene
}
