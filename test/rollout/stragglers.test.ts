import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import type { Connector } from "../../src/remote/session.js"
import { runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import { memoryFleet } from "../support/memoryFleet.js"
import { testCa } from "../support/pairs.js"
import { VirtualClock } from "../support/virtualClock.js"

const names = Array.from({ length: 50 }, (_, at) => `mbs${String(at + 1).padStart(2, "0")}.example.edu`)
const [slow = "", dead = ""] = names
const fleetText = `
certificate: { commonName: mail.example.edu }
servers:
${names.map((host) => `  - { host: ${host}, roles: [mailbox] }`).join("\n")}
`
let old: Payload
let renewed: Payload

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  old = await ca.pair(["mail.example.edu"], { from: -190, until: 9 })
  renewed = await ca.pair(["mail.example.edu"])
})

interface Seen {
  /** `host phase` → milliseconds. */
  readonly steps: ReadonlyMap<string, number>
  readonly whole: number
  readonly exitCode: number
}

/** Every command takes 20 ms; on the slow host 200 ms more, a round trip of 100 ms each way. */
async function rollOut(stragglers: boolean): Promise<Seen> {
  const fleet = memoryFleet(old, fleetText)
  for (const [name, host] of fleet.hosts) {
    const ms = stragglers && name === slow ? 220 : 20
    host.faults.onCommand = (_, when) => (when === "before" ? fleet.clock.sleep(ms) : undefined)
  }
  const connector: Connector = {
    async connect(target, options) {
      if (!stragglers || target.host !== dead) return fleet.connector.connect(target, options)
      await fleet.clock.sleep(options.timeoutMs)
      throw new ToolError("ssh-timeout", `${dead}: does not answer`)
    },
  }
  const events: RolloutEvent[] = []
  const sink = { emit: async (event: RolloutEvent) => void events.push(event) }
  const begun = fleet.clock.now()
  const { exitCode } = await runRollout(
    fleet.plan(renewed, { maxFailures: 1 }),
    fleet.ports({ connector, sink }),
  )
  const steps = events.flatMap((event): [string, number][] =>
    event.type === "phase" && event.state !== "started" ? [[`${event.host} ${event.phase}`, event.ms]] : [],
  )
  return { steps: new Map(steps), whole: fleet.clock.now() - begun, exitCode }
}

describe("one slow and one dead host among fifty", () => {
  it("change no step time of the other 48 by more than a tenth, and cost one connect timeout at most", async () => {
    const smooth = await rollOut(false)
    const held = await rollOut(true)
    expect([smooth.exitCode, held.exitCode]).toEqual([0, 1])
    const others = [...smooth.steps].filter(([step]) => !step.startsWith(slow) && !step.startsWith(dead))
    expect(others).toHaveLength(48 * 9)
    const changed = others.filter(([step, ms]) => Math.abs((held.steps.get(step) ?? 0) - ms) > ms / 10)
    expect(changed).toEqual([])
    const own = (seen: Seen): number =>
      [...seen.steps].reduce((sum, [step, ms]) => sum + (step.startsWith(slow) ? ms : 0), 0)
    expect(held.whole - smooth.whole).toBeLessThanOrEqual(10_000 + own(held) - own(smooth))
  })
})
