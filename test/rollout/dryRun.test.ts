import { beforeAll, describe, expect, it } from "vitest"
import type { Connector, RemoteCommand } from "../../src/remote/session.js"
import { planText } from "../../src/report/planText.js"
import { plannedSteps, stagingPlaceholder } from "../../src/rollout/dryRun.js"
import { runRollout } from "../../src/rollout/engine.js"
import type { Delivery } from "../../src/rollout/plan.js"
import { memoryFleet } from "../support/memoryFleet.js"
import { testCa } from "../support/pairs.js"
import { VirtualClock } from "../support/virtualClock.js"

let old: Delivery
let renewed: Delivery

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  old = await ca.pair(["mail.example.edu"], { from: -190, until: 9 })
  renewed = await ca.pair(["mail.example.edu"])
})

/** Notes every command on its way to the hosts. */
function recording(connector: Connector, seen: Map<string, RemoteCommand[]>): Connector {
  return {
    async connect(target, options) {
      const session = await connector.connect(target, options)
      return {
        ...session,
        exec(command, execOptions) {
          seen.set(target.host, [...(seen.get(target.host) ?? []), command])
          return session.exec(command, execOptions)
        },
      }
    },
  }
}

function comparable({ name, argv, user }: RemoteCommand): unknown {
  const words = argv.map((word) =>
    word.replace(/\/opt\/zimbra\/ssl\/certfleet\/stage\.[^/]+/, stagingPlaceholder),
  )
  return { name, user, argv: words }
}

describe("plannedSteps", () => {
  it("are exactly the commands that a rollout then runs, as the same users, in the same order", async () => {
    const fleet = memoryFleet(old)
    const plan = fleet.plan(renewed)
    const seen = new Map<string, RemoteCommand[]>()
    const result = await runRollout(plan, fleet.ports({ connector: recording(fleet.connector, seen) }))
    expect(result.exitCode).toBe(0)
    for (const host of plan.hosts) {
      const planned = plannedSteps(plan, host).map(({ command }) => comparable(command))
      expect(planned.length).toBeGreaterThan(8)
      expect((seen.get(host.host) ?? []).map(comparable)).toEqual(planned)
    }
  })
})

describe("planText", () => {
  it("names server, user and command of every step, and holds no key material", () => {
    const fleet = memoryFleet(old)
    const plan = fleet.plan(renewed)
    const text = planText(
      plan,
      plan.hosts.map((host) => ({ host, steps: plannedSteps(plan, host) })),
    )
    for (const { host } of plan.hosts) expect(text).toContain(`\n${host}  (`)
    expect(text).toContain("as zimbra: /opt/zimbra/bin/zmcertmgr verifycrt comm STAGING/commercial.key")
    expect(text).toContain("deploycrt 200 /opt/zimbra/bin/zmcertmgr deploycrt comm STAGING/commercial.crt")
    expect(text).toContain("$install_key is\n")
    expect(text).not.toContain("PRIVATE KEY")
  })
})
