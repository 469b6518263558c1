import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { createDemoCa } from "../../src/demo/ca.js"
import { type DemoFleet, type DemoHost, makeOldPair, startDemoFleet } from "../../src/demo/demoFleet.js"
import { rosterOf } from "../../src/demo/roster.js"
import { makeKeyPair } from "../../src/demo/sshServer.js"
import { ToolError } from "../../src/errors.js"
import type { Connector, Session } from "../../src/remote/session.js"
import { realClock } from "../probe/material.js"
import { descriptors, SocketWatch, whyNotCounted } from "../support/descriptors.js"
import { rollOutOverSsh, type SshRollout, type SshRolloutOptions } from "../support/sshRollout.js"
import { startWire, type Weather, type Wire } from "../support/wire.js"

const names = ["mail.example.edu", "*.example.edu"]

describe.skipIf(whyNotCounted !== undefined)(
  `after a rollout over SSH${whyNotCounted === undefined ? "" : ` (skipped: ${whyNotCounted})`}`,
  () => {
    let fleet: DemoFleet
    let rollout: SshRollout
    const wires: Wire[] = []

    beforeEach(async () => {
      const ca = await createDemoCa(realClock)
      const login = makeKeyPair()
      const [old, renewed] = [await makeOldPair(ca.issue, names), await makeOldPair(ca.issue, names)]
      const roster = rosterOf(6)
      const times = { deploy: 0, restart: 0 }
      fleet = await startDemoFleet({ roster, clock: realClock, publicKey: login.public, old, times })
      const { leaf, intermediate, root } = renewed.issued
      rollout = {
        fleetYaml: fleet.fleetYaml({ identityFile: "login", knownHosts: "known_hosts" }),
        knownHosts: fleet.knownHosts,
        login: login.private,
        pair: { key: renewed.key, certificate: leaf, chain: intermediate + root },
      }
    })
    afterEach(async () => {
      for (const wire of wires.splice(0)) await wire.close()
      await fleet.close()
    })

    /** The host whose name begins so. */
    const host = (name: string): DemoHost => {
      const found = fleet.hosts.find(({ entry }) => entry.host.startsWith(name))
      if (found === undefined) throw new Error(`no ${name}`)
      return found
    }

    /** How many more descriptors there are after it than before, and what the hosts came to. */
    async function grown(
      options: SshRolloutOptions = {},
    ): Promise<{ readonly exitCode: number; readonly more: number }> {
      const before = descriptors()
      const watch = new SocketWatch()
      try {
        const { exitCode } = await rollOutOverSsh(rollout, options)
        expect(watch.kept()).toEqual([])
        expect(watch.opened).toBeGreaterThan(fleet.hosts.length)
        for (const wire of wires) wire.drop()
        await watch.closed()
        return { exitCode, more: descriptors() - before }
      } finally {
        watch.stop()
      }
    }

    it("holds no descriptor more than before", async () => {
      expect(await grown()).toEqual({ exitCode: 0, more: 0 })
    })

    it("holds none when everything had to be put back", async () => {
      host("mbs01").host.faults.deploy = "fails"
      expect(await grown()).toEqual({ exitCode: 4, more: 0 })
    })

    it("holds none when a host refuses and another one never says a word", async () => {
      await host("prx01").ssh.close()
      await behindWire("mx01", { delayMs: 0, silent: true })
      const through = onSessions("mx01.example.edu", (session) => session, { timeoutMs: 50 })
      expect(await grown({ settings: { maxFailures: 2 }, through })).toEqual({ exitCode: 1, more: 0 })
    })

    it("holds none when a server runs only one command at a time on a connection", async () => {
      let refused = 0
      const through = onSessions("mbs01.example.edu", (session) => ({
        ...session,
        exec(command, options) {
          if (command.name !== "inspect" || refused > 0) return session.exec(command, options)
          refused += 1
          return Promise.reject(new ToolError("ssh-lost", "mbs01: (SSH) Channel open failure: open failed"))
        },
      }))
      expect(await grown({ through })).toEqual({ exitCode: 0, more: 0 })
      expect(refused).toBe(1)
    })

    it("holds none when a host falls silent before the farewell", async () => {
      const weather = { delayMs: 0, silent: false }
      await behindWire("mx01", weather)
      const through = onSessions("mx01.example.edu", (session) => ({
        ...session,
        close() {
          weather.silent = true
          return session.close()
        },
      }))
      expect(await grown({ through })).toEqual({ exitCode: 0, more: 0 })
    })

    async function behindWire(name: string, weather: Weather): Promise<void> {
      const { port } = host(name).ssh
      const wire = await startWire(port, weather)
      wires.push(wire)
      rollout = {
        ...rollout,
        fleetYaml: rollout.fleetYaml.replace(`sshPort: ${port}`, `sshPort: ${wire.port}`),
        knownHosts: rollout.knownHosts.replace(`:${port} `, `:${wire.port} `),
      }
    }
  },
)

/** Other sessions, or another time limit, for one host. */
function onSessions(
  host: string,
  changed: (session: Session) => Session,
  limits: { readonly timeoutMs?: number } = {},
): (connector: Connector) => Connector {
  return (connector) => ({
    async connect(target, options) {
      if (target.host !== host) return connector.connect(target, options)
      return changed(await connector.connect(target, { ...options, ...limits }))
    },
  })
}
