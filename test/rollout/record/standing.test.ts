import { beforeAll, describe, expect, it } from "vitest"
import { runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { resumptionOf } from "../../../src/rollout/record/resume.js"
import { changedSomething, rollbackOf } from "../../../src/rollout/record/rollback.js"
import { isCutOff, lastThatStands } from "../../../src/rollout/record/standing.js"
import { type MemoryFleet, memoryFleet } from "../../support/memoryFleet.js"
import { fleetText, oldAndRenewed } from "../../support/threeServers.js"

let old: Payload
let renewed: Payload
let whole: readonly RolloutEvent[]

function entriesOf(events: readonly RolloutEvent[]): JournalEntry[] {
  return events.map((event, index) => ({ seq: index + 1, time: "", ...event }))
}

async function rolledOut(): Promise<MemoryFleet> {
  const fleet = memoryFleet(old, fleetText)
  await runRollout(fleet.plan(renewed), fleet.ports())
  return fleet
}

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
  whole = (await rolledOut()).events
})

describe("a rollout", () => {
  it("is cut off at every entry from its first change to its last, and where it ended never", () => {
    const all = entriesOf(whole)
    const first = all.findIndex(({ type }) => type === "intent")
    expect(first).toBeGreaterThan(0)
    for (let count = 1; count < all.length; count += 1)
      expect([count, isCutOff(all.slice(0, count))]).toEqual([count, count > first])
    expect(isCutOff(all)).toBe(false)
  })

  it("is cut off no more once it was rolled back, though some servers were never begun", async () => {
    const fleet = await rolledOut()
    const cut = entriesOf(fleet.events.slice(0, fleet.events.findIndex(({ type }) => type === "intent") + 1))
    expect(resumptionOf(cut)).toBeDefined()
    const from = fleet.events.length
    expect((await runRollout(fleet.plan(renewed), fleet.ports(), rollbackOf(cut))).exitCode).toBe(0)
    expect(isCutOff([...cut, ...entriesOf(fleet.events.slice(from))])).toBe(false)
  })

  it("stays cut off where a rollback was refused", () => {
    const cut = entriesOf(whole).slice(0, -1)
    const start = cut.find((entry) => entry.type === "start")
    if (start?.type !== "start") throw new Error("it has no beginning")
    const refused: JournalEntry[] = [
      { ...start, rollback: true },
      { seq: 1000, time: "", type: "end", exitCode: 3 },
    ]
    expect(isCutOff([...cut, ...refused])).toBe(true)
  })
})

describe("the last rollout that stands", () => {
  it("is the one before, where that was cut off and the last changed nothing", async () => {
    const all = entriesOf(whole)
    const [start, end] = [all.slice(0, 1), all.slice(-1)]
    const nothing = { id: "3", entries: [...start, ...end] }
    expect(changedSomething(nothing.entries)).toBe(false)
    const cut = { id: "2", entries: all.slice(0, -1) }
    const done = { id: "1", entries: all }
    expect((await lastThatStands([nothing, cut, done]))?.id).toBe("2")
    expect((await lastThatStands([nothing, done, cut]))?.id).toBe("3")
    expect((await lastThatStands([done, cut]))?.id).toBe("1")
    expect(await lastThatStands([])).toBeUndefined()
  })
})
