import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../../src/errors.js"
import { type RolloutResult, runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { resumptionOf } from "../../../src/rollout/record/resume.js"
import { changedHosts, rollbackOf } from "../../../src/rollout/record/rollback.js"
import { counts, type HookFleet, hookFleet, hookWords } from "../../support/hookFleet.js"
import { oldAndRenewed } from "../../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

const hooks = `
hooks:
  - { name: downtime, when: before change, per: fleet, run: [downtime], undo: [no-downtime] }
  - { name: ticket, when: before change, servers: [mbs01], run: [ticket], undo: [close] }
  - { name: drain, when: before activate, servers: [proxy], run: [drain], undo: [enable] }
  - { name: enable, when: after activate, servers: [proxy], run: [enable] }
  - { name: note, when: done, run: [note], undo: [strike] }
  - { name: undone, when: undone, per: fleet, run: [note] }
`

/** Runs until the journal has so many entries, and is ended there as by SIGKILL: the last is on disk, nothing follows. */
async function cutOffAfter(
  fleet: HookFleet,
  length: number,
  resumed?: "resume" | "rollback",
): Promise<boolean> {
  const cut = new AbortController()
  const emit = async (event: RolloutEvent): Promise<void> => {
    if (cut.signal.aborted) throw cut.signal.reason
    fleet.events.push(event)
    if (fleet.events.length >= length) cut.abort(new ToolError("cancelled", "killed"))
  }
  const ports = fleet.hookPorts({ sink: { emit }, hardStop: cut.signal })
  await run(fleet, ports, resumed).catch((error: unknown) => {
    if (!cut.signal.aborted) throw error
  })
  return cut.signal.aborted
}

function entriesOf({ events }: HookFleet): JournalEntry[] {
  return events.map((event, at): JournalEntry => ({ seq: at + 1, time: "", ...event }))
}

function run(
  fleet: HookFleet,
  ports = fleet.hookPorts(),
  way?: "resume" | "rollback",
): Promise<RolloutResult> {
  const entries = entriesOf(fleet)
  const plan = fleet.plan(renewed)
  if (way === undefined) return runRollout(plan, ports)
  if (way === "resume") return runRollout(plan, ports, resumptionOf(entries))
  const hosts = plan.hosts.filter(({ host }) => changedHosts(entries).has(host))
  return runRollout({ ...plan, hosts }, ports, rollbackOf(entries))
}

/** Calls that the journal knows to have been begun, and not to have ended: they may have been cut off half-way. */
function cutOffCalls(events: readonly RolloutEvent[]): string[] {
  const words = events.flatMap((event) => hookWords(event) ?? [])
  return words
    .filter((word) => word.endsWith(" started"))
    .map((word) => word.slice(0, -" started".length))
    .filter((call) => !words.includes(`${call} ok`) && !words.includes(`${call} failed`))
}

/** Every hook with a partner that was begun. */
function begun({ called }: HookFleet): string[] {
  return [...new Set(called.filter((call) => /^(downtime|ticket|drain|note) /.test(call)))]
}

async function lengthOf(befall: (fleet: HookFleet) => void): Promise<number> {
  const fleet = hookFleet(old, hooks)
  befall(fleet)
  await run(fleet)
  return fleet.events.length
}

describe("a rollout with hooks that is killed", () => {
  it("after any entry of its journal, and resumed, runs every hook, and none that ended well a second time", async () => {
    const length = await lengthOf(() => undefined)
    expect(length).toBeGreaterThan(80)
    for (let at = 1; at < length; at += 1) {
      const fleet = hookFleet(old, hooks)
      expect(await cutOffAfter(fleet, at)).toBe(true)
      const early = fleet.events.length
      const half = cutOffCalls(fleet.events)
      const ended = fleet.events.flatMap((event) => hookWords(event) ?? [])
      const result = await run(fleet, fleet.hookPorts(), "resume")
      expect([at, result.exitCode]).toEqual([at, 0])
      const again = fleet.events.slice(early).flatMap((event) => hookWords(event) ?? [])
      const repeated = again.filter(
        (word) => word.endsWith(" started") && ended.includes(word.replace(/started$/, "ok")),
      )
      // Whoever got its traffic back and is restarted all the same is drained once more.
      const mayRepeat = ended.includes("enable prx01 started") ? ["drain prx01 started"] : []
      expect([at, repeated.filter((word) => !mayRepeat.includes(word))]).toEqual([at, []])
      const isProven = fleet.events.some(
        (event, index) =>
          index < early &&
          event.type === "phase" &&
          event.phase === "prove" &&
          event.state === "ok" &&
          event.host === "prx01.example.edu",
      )
      if (mayRepeat.length > 0 && !isProven)
        expect([at, repeated]).toEqual([at, expect.arrayContaining(mayRepeat)])
      for (const call of half) expect([at, again]).toEqual([at, expect.arrayContaining([`${call} ok`])])
      expect([at, fleet.called.filter((call) => call.startsWith("undo of "))]).toEqual([at, []])
      const missing = ["downtime fleet", "ticket mbs01", "drain prx01", "enable prx01", "note ldap01"]
      expect([at, missing.filter((call) => !fleet.called.includes(call))]).toEqual([at, []])
    }
  }, 120_000)

  it("after any entry, and rolled back, takes every hook back that was begun, once", async () => {
    const length = await lengthOf(() => undefined)
    for (let at = 1; at <= length; at += 1) {
      const fleet = hookFleet(old, hooks)
      await cutOffAfter(fleet, at)
      if (changedHosts(entriesOf(fleet)).size === 0) continue
      const result = await run(fleet, fleet.hookPorts(), "rollback")
      expect([at, result.exitCode]).toEqual([at, 0])
      expect([at, counts(partners(fleet))]).toEqual([
        at,
        counts(known(fleet).map((call) => `undo of ${call}`)),
      ])
      await run(fleet, fleet.hookPorts(), "rollback")
      expect([at, partners(fleet).length]).toEqual([at, known(fleet).length])
    }
  }, 120_000)

  it("on its way back after any entry, and resumed, takes every hook back once, or twice where that was cut off", async () => {
    const fails = (fleet: HookFleet): void => fleet.befall("enable prx01", "fails")
    const length = await lengthOf(fails)
    for (let at = 1; at < length; at += 1) {
      const fleet = hookFleet(old, hooks)
      fails(fleet)
      await cutOffAfter(fleet, at)
      const half = cutOffCalls(fleet.events).filter((call) => fleet.called.includes(call))
      await run(fleet, fleet.hookPorts(), "resume")
      const wanted = counts([
        ...begun(fleet).map((call) => `undo of ${call}`),
        ...half.filter((call) => call.startsWith("undo of ")),
      ])
      expect([at, counts(partners(fleet))]).toEqual([at, wanted])
      expect([at, counts(fleet.called)["undone fleet"]]).toEqual([at, half.includes("undone fleet") ? 2 : 1])
    }
  }, 120_000)
})

/** Every partner that was run, in order. */
function partners({ called }: HookFleet): string[] {
  return called.filter((call) => call.startsWith("undo of "))
}

/** Every hook with a partner that the journal knows to have been begun. */
function known({ events }: HookFleet): string[] {
  const words = events.flatMap((event) => hookWords(event) ?? [])
  const calls = words.map((word) => /^((?:downtime|ticket|drain|note) \S+) started$/.exec(word)?.[1])
  return [...new Set(calls.filter((call) => call !== undefined))]
}
