import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import type { Connector } from "../../src/remote/session.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { rollbackOf } from "../../src/rollout/record/rollback.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed, victim } from "../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

interface Stopped {
  readonly result: RolloutResult
  /** From the interruption to the end, milliseconds of the fleet's clock. */
  readonly ms: number
}

/** Interrupts a run when the victim gets this command, or is connected to; `befall` is what then becomes of that. */
async function stopAt(
  fleet: MemoryFleet,
  command: string,
  befall: () => void | Promise<void>,
  entries?: readonly JournalEntry[],
): Promise<Stopped> {
  const stop = new AbortController()
  let stoppedAt = Number.POSITIVE_INFINITY
  const strike = (): void | Promise<void> => {
    stoppedAt = Math.min(stoppedAt, fleet.clock.now())
    stop.abort(new ToolError("cancelled", "interrupted"))
    return befall()
  }
  const connector: Connector = {
    async connect(target, options) {
      if (command === "connect" && target.host === victim) await strike()
      return fleet.connector.connect(target, options)
    },
  }
  fleet.host(victim).faults.onCommand = (name, when) =>
    when === "before" && (name === command || stoppedAt < fleet.clock.now() + 1) ? strike() : undefined
  const ports = fleet.ports({ softStop: stop.signal, connector })
  const resumption = entries === undefined ? undefined : rollbackOf(entries)
  const result = await runRollout(fleet.plan(renewed), ports, resumption)
  return { result, ms: fleet.clock.now() - stoppedAt }
}

const never = (): Promise<void> => new Promise(() => undefined)
const lost = (): void => {
  throw new ToolError("ssh-lost", `${victim}: the SSH connection was lost (refuses commands)`)
}

const outcomesOf = ({ hosts }: RolloutResult): Set<unknown> => new Set(hosts.map(({ outcome }) => outcome))

describe("an interruption before any change", () => {
  it.each([
    ...["connect", "preflight", "inspect", "stage", "zmcertmgr", "backup"].map(
      (at) => [at, "hangs", never] as const,
    ),
    ...["preflight", "stage", "zmcertmgr", "backup"].map((at) => [at, "refuses commands", lost] as const),
  ])("at %s, on a host that %s, ends within two seconds", async (command, _, befall) => {
    const fleet = memoryFleet(old, fleetText)
    const { result, ms } = await stopAt(fleet, command, befall)
    expect(result.exitCode).toBe(130)
    expect(outcomesOf(result)).toEqual(new Set(["aborted"]))
    expect(ms).toBeLessThanOrEqual(2_000)
    for (const [name, host] of fleet.hosts) {
      expect([...new Set(fleet.served(name).values())]).toEqual([old.fingerprint])
      if (name !== victim) expect(host.files.under("/opt/zimbra/ssl/certfleet")).toEqual([])
    }
  })

  it("lets what runs end by itself, and leaves no trace", async () => {
    const fleet = memoryFleet(old, fleetText)
    const { result } = await stopAt(fleet, "stage", () => fleet.clock.sleep(500))
    expect(result.exitCode).toBe(130)
    for (const host of fleet.hosts.values()) expect(host.files.under("/opt/zimbra/ssl/certfleet")).toEqual([])
  })

  it.each(["review", "lock"])(
    "of a rollback, at its %s, ends as soon, with no lock left elsewhere",
    async (command) => {
      const fleet = memoryFleet(old, fleetText)
      await runRollout(fleet.plan(renewed), fleet.ports())
      const entries = fleet.events.map((event, at): JournalEntry => ({ seq: at + 1, time: "", ...event }))
      const { result, ms } = await stopAt(fleet, command, never, entries)
      expect([result.exitCode, ...outcomesOf(result)]).toEqual([130, "aborted"])
      expect(ms).toBeLessThanOrEqual(2_000)
      for (const [name, host] of fleet.hosts)
        if (name !== victim) expect(host.files.exists("/opt/zimbra/ssl/certfleet/lock")).toBe(false)
    },
  )
})

describe("a step's limit", () => {
  it.each(["preflight", "stage", "zmcertmgr", "backup"])("is what it says for %s", async (command) => {
    const fleet = memoryFleet(old, fleetText)
    let struckAt = 0
    fleet.host(victim).faults.onCommand = (name, when) => {
      if (name !== command || when !== "before") return undefined
      struckAt = fleet.clock.now()
      return never()
    }
    const result = await runRollout(fleet.plan(renewed, { stepTimeoutMs: 5_000 }), fleet.ports())
    expect(result.exitCode).toBe(3)
    expect(fleet.clock.now() - struckAt).toBeLessThanOrEqual(5_000)
  })

  it("gives a server that does not answer while a step runs as long again, and not more", async () => {
    const fleet = memoryFleet(old, fleetText)
    let struckAt = 0
    fleet.host(victim).faults.onCommand = (name, when) => {
      if (name !== "deploycrt" || when !== "before" || struckAt > 0) return undefined
      struckAt = fleet.clock.now()
      return never()
    }
    const result = await runRollout(fleet.plan(renewed, { stepTimeoutMs: 5_000 }), fleet.ports())
    expect(result.exitCode).toBe(4)
    const failed = fleet.events.find((event) => event.type === "phase" && event.state === "failed")
    expect(failed).toMatchObject({ phase: "deploy", ms: 10_000 })
  })
})
