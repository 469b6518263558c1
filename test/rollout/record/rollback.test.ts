import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../../src/errors.js"
import { type RolloutResult, runRollout } from "../../../src/rollout/engine.js"
import type { Payload, RolloutSettings } from "../../../src/rollout/plan.js"
import type { RolloutEvent } from "../../../src/rollout/record/events.js"
import type { JournalEntry } from "../../../src/rollout/record/journal.js"
import { isRollbackCutOff, resumptionOf } from "../../../src/rollout/record/resume.js"
import { rollbackOf } from "../../../src/rollout/record/rollback.js"
import { isCutOff } from "../../../src/rollout/record/standing.js"
import { type MemoryFleet, memoryFleet } from "../../support/memoryFleet.js"
import { type TestCa, testCa } from "../../support/pairs.js"
import { VirtualClock } from "../../support/virtualClock.js"

let old: Payload
let renewed: Payload
let ca: TestCa

beforeAll(async () => {
  ca = await testCa(new VirtualClock())
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
    expect(isCutOff(entriesOf(fleet.events))).toBe(true)
    const again = rollbackOf(entriesOf(fleet.events))
    expect((await runRollout(plan, fleet.ports(), again)).exitCode).toBe(0)
    expect(isRollbackCutOff(entriesOf(fleet.events))).toBe(false)
    expect(isCutOff(entriesOf(fleet.events))).toBe(false)
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

const ours = "/opt/zimbra/ssl/certfleet"

/** Everything on every host, certfleet's own included. */
const everything = ({ hosts }: MemoryFleet): string =>
  JSON.stringify([...hosts.values()].map((host) => [...host.files.snapshot("/opt/zimbra")].sort()))

const rollBack = (fleet: MemoryFleet, settings: Partial<RolloutSettings> = {}): Promise<RolloutResult> =>
  runRollout(fleet.plan(renewed, settings), fleet.ports(), rollbackOf(entriesOf(fleet.events)))

const reasonOf = (result: RolloutResult, name: string): string | undefined =>
  result.hosts.find(({ host }) => host.startsWith(name))?.reason

function expectRefused(result: RolloutResult): void {
  expect(result.exitCode).toBe(3)
  expect(new Set(result.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["aborted"]))
}

describe("a rollback whose backup is gone on one server", () => {
  it("changes nobody, leaves no lock, and can still be had for the others", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const host = fleet.host("mbs01.example.edu")
    host.files.remove(`${ours}/20261123T120000Z-000001`)
    const before = everything(fleet)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mbs01")).toMatch(
      /backup is no longer on the server \(rollout\.keepBackups: 3\)/,
    )
    expect(reasonOf(refused, "mbs02")).toBe("not put back, as 1 of 10 servers cannot be; nothing was changed")
    expect(everything(fleet)).toBe(before)
    const plan = fleet.plan(renewed)
    const others = { ...plan, hosts: plan.hosts.filter((one) => one.host !== host.name) }
    const result = await runRollout(others, fleet.ports(), rollbackOf(entriesOf(fleet.events)))
    expect([result.exitCode, ...new Set(result.hosts.map(({ outcome }) => outcome))]).toEqual([
      0,
      "rolled-back",
    ])
  })

  it("has one that is damaged for none", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const host = fleet.host("mbs01.example.edu")
    host.faults.backup = "damaged"
    const before = everything(fleet)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mbs01")).toMatch(/backup is damaged/)
    expect(everything(fleet)).toBe(before)
  })
})

describe("a rollback of what is not there any more", () => {
  /** A second rollout, days later; its certificate. */
  async function rollOutAgain(fleet: MemoryFleet): Promise<Payload> {
    const newer = await ca.pair(["mail.example.edu"])
    const sink = { emit: async () => undefined }
    const plan = { ...fleet.plan(newer, { allowHalfDone: true }), id: "20261130T120000Z-000002" }
    expect((await runRollout(plan, fleet.ports({ sink }))).exitCode).toBe(0)
    return newer
  }

  it("is refused on every server, and named; --force does it", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    await rollOutAgain(fleet)
    const before = everything(fleet)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mx01")).toMatch(
      /did not leave ssl\/zimbra\/commercial\/.* so: changed since \(rollout 20261130T120000Z-000002 .*\(--force/,
    )
    expect(everything(fleet)).toBe(before)
    expect((await rollBack(fleet, { force: true })).exitCode).toBe(0)
    for (const name of fleet.hosts.keys())
      expect(new Set(fleet.served(name).values())).toEqual(new Set([old.fingerprint]))
  })

  it("is refused where somebody changed one file by hand", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    fleet.host("mbs02.example.edu").files.write("/opt/zimbra/common/etc/java/cacerts", "a CA of ours", 0o644)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mbs02")).toMatch(
      /did not leave common\/etc\/java\/cacerts so: changed \(--force/,
    )
  })

  it("is refused where the rollout was cut off and another one came after it", async () => {
    const fleet = memoryFleet(old)
    const kill = new AbortController()
    fleet.host("mbs01.example.edu").faults.onCommand = (command) =>
      command === "deploycrt" ? kill.abort(new ToolError("cancelled", "killed")) : undefined
    await runRollout(fleet.plan(renewed), fleet.ports({ hardStop: kill.signal }))
    fleet.host("mbs01.example.edu").faults.onCommand = () => undefined
    for (const host of fleet.hosts.values()) host.files.remove(`${ours}/lock`)
    await rollOutAgain(fleet)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mbs01")).toMatch(/may have been changed since \(rollout 20261130T.*\(--force/)
  })
})

describe("a rollback to a certificate that has expired", () => {
  it("wants --force, and says what would come back, with its dates", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    await fleet.clock.sleep(10 * 86_400_000)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mbs01")).toBe(
      "what would come back expired on 2026-12-02: mail.example.edu, valid from 2026-05-17 to 2026-12-02 (--force does it all the same)",
    )
    expect((await rollBack(fleet, { force: true })).exitCode).toBe(0)
  })
})

describe("a rollback that has been done", () => {
  it("changes nothing, and says so", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    expect((await rollBack(fleet)).exitCode).toBe(0)
    const before = everything(fleet)
    const events = fleet.events.length
    const again = await rollBack(fleet)
    expect([again.exitCode, ...new Set(again.hosts.map(({ outcome }) => outcome))]).toEqual([0, "unchanged"])
    expect(everything(fleet)).toBe(before)
    const later = fleet.events.slice(events)
    expect(later.some(({ type }) => type === "intent" || type === "decision")).toBe(false)
    expect(later).toContainEqual(
      expect.objectContaining({ detail: "has and serves again what it had before the rollout" }),
    )
  })

  it("restarts what still serves the certificate that was taken back", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    expect((await rollBack(fleet)).exitCode).toBe(0)
    const served = fleet.served("mx01.example.edu") as Map<string, string>
    served.set("smtp", renewed.fingerprint)
    const again = await rollBack(fleet)
    expect(again.hosts.find(({ host }) => host.startsWith("mx01"))?.outcome).toBe("rolled-back")
    expect(fleet.served("mx01.example.edu").get("smtp")).toBe(old.fingerprint)
  })
})

describe("a rollback that cannot begin", () => {
  it.each([
    ["ssh-auth", "postmaster may not become zimbra by sudo"],
    ["ssh-refused", "refuses the connection"],
  ] as const)("by %s leaves nobody stuck: nothing was tried", async (code, said) => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    fleet.host("mbs01.example.edu").faults.onCommand = () => {
      throw new ToolError(code, `mbs01.example.edu: ${said}`)
    }
    const before = everything(fleet)
    const refused = await rollBack(fleet)
    expectRefused(refused)
    expect(reasonOf(refused, "mbs01")).toContain(said)
    expect(everything(fleet)).toBe(before)
  })

  it("gives back the locks it took where another rollout comes between", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const host = fleet.host("mbs01.example.edu")
    host.faults.onCommand = (command, when) => {
      if (command === "lock" && when === "before")
        host.files.write(`${ours}/lock/holder`, "20261124T000000Z-ffffff\nroot@other\n", 0o600)
    }
    expectRefused(await rollBack(fleet))
    const locked = [...fleet.hosts.values()].filter(({ files }) => files.exists(`${ours}/lock`))
    expect(locked).toEqual([host])
  })

  it("leaves a rollout that was cut off to --resume all the same", async () => {
    const fleet = memoryFleet(old)
    const kill = new AbortController()
    fleet.host("mbs01.example.edu").faults.onCommand = (command) =>
      command === "deploycrt" ? kill.abort(new ToolError("cancelled", "killed")) : undefined
    await runRollout(fleet.plan(renewed), fleet.ports({ hardStop: kill.signal }))
    fleet.host("mbs01.example.edu").faults.onCommand = () => {
      throw new ToolError("ssh-refused", "mbs01.example.edu: refuses the connection")
    }
    expectRefused(await rollBack(fleet))
    fleet.host("mbs01.example.edu").faults.onCommand = () => undefined
    const resumption = resumptionOf(entriesOf(fleet.events))
    const resumed = await runRollout(fleet.plan(renewed), fleet.ports(), resumption)
    expect([resumed.exitCode, ...new Set(resumed.hosts.map(({ outcome }) => outcome))]).toEqual([0, "done"])
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
