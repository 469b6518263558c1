import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../../src/errors.js"
import { runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { isRollbackCutOff, resumptionOf } from "../../../src/rollout/record/resume.js"
import { rollbackOf } from "../../../src/rollout/record/rollback.js"
import { memoryFleet } from "../../support/memoryFleet.js"
import { testCa } from "../../support/pairs.js"
import { VirtualClock } from "../../support/virtualClock.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  old = await ca.pair(["mail.example.edu"], { from: -190, until: 9 })
  renewed = await ca.pair(["mail.example.edu"])
})

function entriesOf(events: readonly RolloutEvent[]): JournalEntry[] {
  return events.map((event, index) => ({ seq: index + 1, time: "", ...event }))
}

describe("a rollback by hand", () => {
  it("brings back files and served certificates of a rollout that went well, byte for byte", async () => {
    const fleet = memoryFleet(old)
    const files = (): Map<string, [string, string][]> =>
      new Map([...fleet.hosts].map(([name, host]) => [name, [...host.files.snapshot("/opt/zimbra/conf")]]))
    const before = files()
    await runRollout(fleet.plan(renewed), fleet.ports())
    expect(files()).not.toEqual(before)
    const result = await runRollout(fleet.plan(renewed), fleet.ports(), rollbackOf(entriesOf(fleet.events)))
    expect(result.exitCode).toBe(0)
    expect(new Set(result.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["rolled-back"]))
    expect(files()).toEqual(before)
    for (const name of fleet.hosts.keys())
      expect(new Set(fleet.served(name).values())).toEqual(new Set([old.fingerprint]))
    const stored = Buffer.concat([old.certificate, old.chain]).toString()
    expect(fleet.host("ldap01.example.edu").ldapCopy?.cert).toBe(stored)
  })

  it("can be repeated", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    await runRollout(fleet.plan(renewed), fleet.ports(), rollbackOf(entriesOf(fleet.events)))
    const again = await runRollout(fleet.plan(renewed), fleet.ports(), rollbackOf(entriesOf(fleet.events)))
    expect(again.exitCode).toBe(0)
  })
})

describe("a rollback that is stopped at once", () => {
  it("is known as one that must be run again, until it came to its end", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const stop = new AbortController()
    fleet.host("mbs02.example.edu").faults.onCommand = (command) =>
      command === "restore-2" ? stop.abort(new ToolError("cancelled", "interrupted")) : undefined
    const plan = fleet.plan(renewed, { parallel: 1 })
    const resumption = rollbackOf(entriesOf(fleet.events))
    const result = await runRollout(plan, fleet.ports({ hardStop: stop.signal }), resumption)
    expect(result.exitCode).toBe(130)
    expect(isRollbackCutOff(entriesOf(fleet.events))).toBe(true)
    const again = rollbackOf(entriesOf(fleet.events))
    expect((await runRollout(plan, fleet.ports(), again)).exitCode).toBe(0)
    expect(isRollbackCutOff(entriesOf(fleet.events))).toBe(false)
  })
})

describe("a rollout that was cut off while it cleaned up", () => {
  it("only cleans up when resumed, whatever interrupts it: nobody can be called back any more", async () => {
    const fleet = memoryFleet(old)
    const kill = new AbortController()
    fleet.host("mbs02.example.edu").faults.onCommand = (command) =>
      command === "finish" ? kill.abort(new ToolError("cancelled", "killed")) : undefined
    const plan = fleet.plan(renewed, { parallel: 1 })
    const cut = await runRollout(plan, fleet.ports({ hardStop: kill.signal }))
    const ended = cut.hosts.filter(({ outcome }) => outcome === "done").length
    expect(ended).toBeGreaterThan(0)
    expect(ended).toBeLessThan(cut.hosts.length)
    const stop = new AbortController()
    stop.abort(new ToolError("cancelled", "interrupted"))
    fleet.host("mbs02.example.edu").faults.onCommand = () => undefined
    const resumption = resumptionOf(entriesOf(fleet.events))
    if (resumption === undefined) throw new Error("there is nothing to resume")
    const result = await runRollout(plan, fleet.ports({ softStop: stop.signal }), resumption)
    expect(result.exitCode).toBe(0)
    expect(new Set(result.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["done"]))
    expect(result.hosts.every(({ ports, portsProven }) => ports === portsProven)).toBe(true)
    for (const name of fleet.hosts.keys())
      expect(new Set(fleet.served(name).values())).toEqual(new Set([renewed.fingerprint]))
  })
})

describe("a rollback while another rollout holds a host", () => {
  it("leaves that host alone, says who holds it, and takes the lock over on purpose", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const host = fleet.host("mbs01.example.edu")
    host.files.write("/opt/zimbra/ssl/certfleet/lock/holder", "20261124T000000Z-ffffff\nroot@other\n", 0o600)
    const before = JSON.stringify([...host.files.snapshot("/opt/zimbra")])
    const entries = entriesOf(fleet.events)
    const refused = await runRollout(fleet.plan(renewed), fleet.ports(), rollbackOf(entries))
    expect(refused.exitCode).toBe(3)
    const own = refused.hosts.find((one) => one.host === host.name)
    expect(own).toMatchObject({ outcome: "aborted", reason: expect.stringContaining("root@other") })
    expect(JSON.stringify([...host.files.snapshot("/opt/zimbra")])).toBe(before)
    const forced = fleet.plan(renewed, { breakLock: true })
    expect((await runRollout(forced, fleet.ports(), rollbackOf(entries))).exitCode).toBe(0)
    expect(new Set(fleet.served(host.name).values())).toEqual(new Set([old.fingerprint]))
    expect(host.files.exists("/opt/zimbra/ssl/certfleet/lock")).toBe(false)
  })
})

describe("a rollback whose backup is gone", () => {
  it("leaves the host to a human, never calls it unchanged", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const host = fleet.host("mbs01.example.edu")
    host.files.remove("/opt/zimbra/ssl/certfleet/20261123T120000Z-000001")
    const result = await runRollout(fleet.plan(renewed), fleet.ports(), rollbackOf(entriesOf(fleet.events)))
    expect(result.exitCode).toBe(5)
    expect(result.hosts.filter(({ outcome }) => outcome === "stuck").map((one) => one.host)).toEqual([
      host.name,
    ])
  })
})

/** How many mail stores were out at once at most, on the way there or back. */
function mostOut(events: readonly RolloutEvent[]): number {
  const out = new Set<string>()
  const counts = events.map((event) => {
    if (event.type !== "phase" || !event.host.startsWith("mbs")) return out.size
    const leaves = event.phase === "activate" || event.phase === "reactivate"
    const isBack = event.phase === "prove" || event.phase === "reprove"
    if (leaves && event.state === "started") out.add(event.host)
    if (isBack && event.state === "ok") out.delete(event.host)
    return out.size
  })
  return Math.max(...counts)
}

describe("a rolling rollout", () => {
  it("takes out no more members on the way back than on the way there", async () => {
    const fleet = memoryFleet(old)
    fleet.host("mbs04.example.edu").faults.activate = "does-nothing"
    const result = await runRollout(fleet.plan(renewed, { rolling: true }), fleet.ports())
    expect(result.exitCode).toBe(4)
    expect(mostOut(fleet.events)).toBe(1)
  })

  it("restarts one mail store at a time where the farm allows no more", async () => {
    const fleet = memoryFleet(old)
    const result = await runRollout(fleet.plan(renewed, { rolling: true }), fleet.ports())
    expect(result.exitCode).toBe(0)
    let out = 0
    let most = 0
    for (const event of fleet.events) {
      if (event.type !== "phase" || !event.host.startsWith("mbs")) continue
      if (event.phase === "activate" && event.state === "started") out += 1
      if (event.phase === "prove" && event.state === "ok") out -= 1
      most = Math.max(most, out)
    }
    expect(most).toBe(1)
  })
})

describe("an interrupted rollout", () => {
  it("puts everything back and exits with 4 when files were changed", async () => {
    const fleet = memoryFleet(old)
    const stop = new AbortController()
    fleet.host("mbs01.example.edu").faults.onCommand = (command) =>
      command === "deploycrt" ? stop.abort(new Error("interrupted")) : undefined
    const result = await runRollout(fleet.plan(renewed), fleet.ports({ softStop: stop.signal }))
    expect(result.exitCode).toBe(4)
    expect(new Set(result.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["rolled-back"]))
  })

  it.each([
    ["exits with 130 when a human stopped it", new ToolError("cancelled", "interrupted"), 130],
    ["exits with 3 when its time was over", new ToolError("time-limit", "it took too long"), 3],
  ])("leaves everybody as it was when nothing was changed, and %s", async (_, reason, exitCode) => {
    const fleet = memoryFleet(old)
    const stop = new AbortController()
    fleet.host("mbs01.example.edu").faults.onCommand = (command) =>
      command === "stage" ? stop.abort(reason) : undefined
    const result = await runRollout(fleet.plan(renewed), fleet.ports({ softStop: stop.signal }))
    expect(result.exitCode).toBe(exitCode)
    expect(new Set(result.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["aborted"]))
  })
})
