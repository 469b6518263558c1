import { beforeAll, describe, expect, it } from "vitest"
import { installPair } from "../../src/demo/installPair.js"
import { ToolError } from "../../src/errors.js"
import type { Connector } from "../../src/remote/session.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload, RolloutSettings } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { resumptionOf } from "../../src/rollout/record/resume.js"
import { kindOfFiles, zimbraFiles } from "../support/faultScene.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { testCa } from "../support/pairs.js"
import { fleetText, victim } from "../support/threeServers.js"
import { VirtualClock } from "../support/virtualClock.js"

let old: Payload
let renewed: Payload
/** What somebody puts on a server by hand meanwhile. */
let other: Payload

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  old = await ca.pair(["mail.example.edu"], { from: -190, until: 9 })
  renewed = await ca.pair(["mail.example.edu"])
  other = await ca.pair(["mail.example.edu"])
})

/** Runs until the victim gets the command, and is ended there as by a power cut. */
async function cutOffAt(
  fleet: MemoryFleet,
  command: string,
  settings: Partial<RolloutSettings> = {},
): Promise<void> {
  const plan = fleet.plan(renewed, settings)
  const cut = new AbortController()
  fleet.host(victim).faults.onCommand = (name) =>
    name === command ? cut.abort(new ToolError("cancelled", "power cut")) : undefined
  const result = await runRollout(plan, fleet.ports({ hardStop: cut.signal }))
  expect(result.hosts.find(({ host }) => host === victim)?.outcome).toBeUndefined()
  fleet.host(victim).faults.onCommand = () => undefined
}

interface Resumed {
  readonly result: RolloutResult
  readonly events: readonly RolloutEvent[]
  /** What the victim was told to run. */
  readonly commands: readonly string[]
}

async function resume(fleet: MemoryFleet, settings: Partial<RolloutSettings> = {}): Promise<Resumed> {
  const entries = fleet.events.map((event, at): JournalEntry => ({ seq: at + 1, time: "", ...event }))
  const resumption = resumptionOf(entries)
  if (resumption === undefined) throw new Error("there is nothing to resume")
  const commands: string[] = []
  fleet.host(victim).faults.onCommand = (name, when) => {
    if (when === "before") commands.push(name)
  }
  const result = await runRollout(fleet.plan(renewed, settings), fleet.ports(), resumption)
  return { result, events: fleet.events.slice(entries.length), commands }
}

const phasesOf = (events: readonly RolloutEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === "phase" && event.host === victim && event.state === "started" ? [event.phase] : [],
  )

describe("a resumed rollout", () => {
  it("only cleans up on a host that was proven", async () => {
    const fleet = memoryFleet(old, fleetText)
    await cutOffAt(fleet, "finish")
    const { result, events, commands } = await resume(fleet)
    expect(result.exitCode).toBe(0)
    expect(phasesOf(events)).toEqual(["finish"])
    expect(commands).toEqual(["finish"])
  })

  it.each([
    ["services", "all"],
    ["none", 0],
  ] as const)("counts as proven on such a host, with --restart %s: %s", async (restart, proven) => {
    const fleet = memoryFleet(old, fleetText)
    await cutOffAt(fleet, "finish", { restart })
    const { result } = await resume(fleet, { restart })
    expect(result.exitCode).toBe(0)
    const own = result.hosts.find((one) => one.host === victim)
    expect(own).toMatchObject({ outcome: "done", portsProven: proven === "all" ? own?.ports : proven })
    expect(own?.ports).toBeGreaterThan(0)
  })

  it.each(["deploycrt", "restart-mailboxd"])(
    "takes a host that was cut off at %s from the beginning, and deploys anew",
    async (command) => {
      const fleet = memoryFleet(old, fleetText)
      await cutOffAt(fleet, command)
      const { result, events } = await resume(fleet)
      expect(result.exitCode).toBe(0)
      expect(phasesOf(events)).toEqual([
        "connect",
        "preflight",
        "stage",
        "verify",
        "backup",
        "deploy",
        "activate",
        "prove",
        "finish",
      ])
    },
  )

  it("puts back what was there when it was resumed, on a host that the first run had not changed", async () => {
    const fleet = memoryFleet(old, fleetText)
    await cutOffAt(fleet, "stage")
    const host = fleet.host(victim)
    installPair(host, {
      key: other.key.revealText(),
      certificate: Buffer.from(other.certificate).toString(),
      chain: Buffer.from(other.chain).toString(),
    })
    const before = zimbraFiles(host)
    host.faults.activate = "does-nothing"
    const { result } = await resume(fleet)
    expect(result.hosts.find((one) => one.host === victim)?.outcome).toBe("rolled-back")
    expect(kindOfFiles(host, before, renewed)).toBe("old")
    expect(new Set(fleet.served(victim).values())).toEqual(new Set([other.fingerprint]))
  })

  it("puts back what was there before the first run, on a host that it had changed", async () => {
    const fleet = memoryFleet(old, fleetText)
    const host = fleet.host(victim)
    const before = zimbraFiles(host)
    await cutOffAt(fleet, "deploycrt")
    host.faults.activate = "does-nothing"
    const { result } = await resume(fleet)
    expect(result.hosts.find((one) => one.host === victim)?.outcome).toBe("rolled-back")
    expect(kindOfFiles(host, before, renewed)).toBe("old")
    expect(new Set(fleet.served(victim).values())).toEqual(new Set([old.fingerprint]))
  })
})

describe("a resumed rollout and a host that is still starting", () => {
  it("waits for one that was changed as it waits for a lost one, also for the first connection", async () => {
    const fleet = memoryFleet(old, fleetText)
    await cutOffAt(fleet, "restart-mailboxd")
    const begunAt = fleet.clock.now()
    const entries = fleet.events.map((event, at): JournalEntry => ({ seq: at + 1, time: "", ...event }))
    const connector: Connector = {
      async connect(target, options) {
        const isUp = target.host !== victim || fleet.clock.now() - begunAt > 60_000
        if (isUp) return fleet.connector.connect(target, options)
        throw new ToolError("ssh-refused", `${victim}: refuses the connection`)
      },
    }
    const result = await runRollout(fleet.plan(renewed), fleet.ports({ connector }), resumptionOf(entries))
    expect([result.exitCode, ...result.hosts.map(({ outcome }) => outcome)]).toEqual([
      0,
      "done",
      "done",
      "done",
    ])
  })

  it("does not wait for one that it has not changed", async () => {
    const fleet = memoryFleet(old, fleetText)
    await cutOffAt(fleet, "stage")
    const begunAt = fleet.clock.now()
    const connector: Connector = {
      async connect(target, options) {
        if (target.host !== victim) return fleet.connector.connect(target, options)
        throw new ToolError("ssh-refused", `${victim}: refuses the connection`)
      },
    }
    const entries = fleet.events.map((event, at): JournalEntry => ({ seq: at + 1, time: "", ...event }))
    const result = await runRollout(fleet.plan(renewed), fleet.ports({ connector }), resumptionOf(entries))
    expect(result.exitCode).toBe(3)
    expect(fleet.clock.now() - begunAt).toBeLessThan(10_000)
  })
})

describe("a host that was left stuck", () => {
  it.each([
    [0, 4, ["rolled-back", "rolled-back", "rolled-back"]],
    [1, 1, ["rolled-back", "done", "done"]],
  ])("is taken up again by a resumed run, with a budget of %i", async (maxFailures, exitCode, outcomes) => {
    const fleet = memoryFleet(old, fleetText)
    Object.assign(fleet.host(victim).faults, { deploy: "fails", restore: "fails" })
    const first = await runRollout(fleet.plan(renewed, { maxFailures }), fleet.ports())
    expect([first.exitCode, first.hosts[0]?.outcome]).toEqual([5, "stuck"])
    Object.assign(fleet.host(victim).faults, { deploy: undefined, restore: undefined })
    const { result } = await resume(fleet, { maxFailures })
    expect([result.exitCode, result.hosts.map(({ outcome }) => outcome)]).toEqual([exitCode, outcomes])
    expect(new Set(fleet.served(victim).values())).toEqual(new Set([old.fingerprint]))
    expect(fleet.host(victim).files.exists("/opt/zimbra/ssl/certfleet/lock")).toBe(false)
  })
})

describe("a rollout that ended after its canary failed", () => {
  it("has nothing to resume: nobody else was touched", async () => {
    const fleet = memoryFleet(old, fleetText)
    fleet.host(victim).faults.deploy = "fails"
    const result = await runRollout(fleet.plan(renewed, { canaries: [victim] }), fleet.ports())
    expect(result.exitCode).toBe(4)
    const entries = fleet.events.map((event, at): JournalEntry => ({ seq: at + 1, time: "", ...event }))
    expect(resumptionOf(entries)).toBeUndefined()
  })
})
