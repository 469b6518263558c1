import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import type { Connector } from "../../src/remote/session.js"
import { runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { resumptionOf } from "../../src/rollout/record/resume.js"
import { rollbackOf } from "../../src/rollout/record/rollback.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { testCa } from "../support/pairs.js"
import { VirtualClock } from "../support/virtualClock.js"

const names = ["mail.example.edu", "imap.example.edu"]
let old: Payload
let renewed: Payload

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  old = await ca.pair(names, { from: -190, until: 9 })
  renewed = await ca.pair(names)
})

const carriers = (fleet: MemoryFleet): string[] => [...fleet.hosts.keys()]

function outcomes(result: {
  hosts: readonly { host: string; outcome: string | undefined }[]
}): Record<string, string | undefined> {
  return Object.fromEntries(result.hosts.map(({ host, outcome }) => [host, outcome]))
}

function trees(fleet: MemoryFleet): Map<string, Map<string, string>> {
  return new Map([...fleet.hosts].map(([name, host]) => [name, host.files.snapshot("/opt/zimbra")]))
}

function servedBy(fleet: MemoryFleet): Set<string> {
  return new Set(carriers(fleet).flatMap((name) => [...fleet.served(name).values()]))
}

describe("runRollout", () => {
  it("brings the new certificate to every port of every certificate-bearing server", async () => {
    const fleet = memoryFleet(old)
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(result.hosts.map(({ outcome, reason }) => ({ outcome, reason }))).toEqual(
      carriers(fleet).map(() => ({ outcome: "done", reason: undefined })),
    )
    expect(result.exitCode).toBe(0)
    expect(servedBy(fleet)).toEqual(new Set([renewed.fingerprint]))
    expect(result.hosts.every(({ ports, portsProven }) => ports > 0 && ports === portsProven)).toBe(true)
  })

  it("leaves a host alone that has and serves the certificate already", async () => {
    const fleet = memoryFleet(renewed)
    const before = trees(fleet)
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(new Set(Object.values(outcomes(result)))).toEqual(new Set(["unchanged"]))
    expect(trees(fleet)).toEqual(before)
    expect(result.exitCode).toBe(0)
  })

  it("changes nobody when verifycrt refuses on one host", async () => {
    const fleet = memoryFleet(old)
    fleet.host("mbs03.example.edu").faults.verify = "refuses"
    const before = trees(fleet)
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(result.exitCode).toBe(3)
    expect(new Set(Object.values(outcomes(result)))).toEqual(new Set(["aborted"]))
    expect(trees(fleet)).toEqual(before)
  })

  it("restores every host byte for byte when one deploy fails", async () => {
    const fleet = memoryFleet(old)
    fleet.host("mbs02.example.edu").faults.deploy = "fails"
    const before = zimbraFiles(fleet)
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(result.exitCode).toBe(4)
    expect(new Set(Object.values(outcomes(result)))).toEqual(new Set(["rolled-back"]))
    expect(zimbraFiles(fleet)).toEqual(before)
    expect(servedBy(fleet)).toEqual(new Set([old.fingerprint]))
  })

  it("restarts LDAP replicas first, then the master, then the rest", async () => {
    const fleet = memoryFleet(old)
    await runRollout(fleet.plan(renewed), fleet.ports())
    const proven = fleet.events.flatMap((event) =>
      event.type === "phase" && event.phase === "prove" && event.state === "ok" ? [event.host] : [],
    )
    const started = fleet.events.flatMap((event) =>
      event.type === "phase" && event.phase === "activate" && event.state === "started" ? [event.host] : [],
    )
    expect(started.slice(0, 2)).toEqual(["ldap02.example.edu", "ldap01.example.edu"])
    expect(proven.slice(0, 2)).toEqual(["ldap02.example.edu", "ldap01.example.edu"])
  })

  it("runs zmcertmgr as root where Zimbra is older than 8.7, and everything else as zimbra", async () => {
    const fleet = memoryFleet(old)
    const host = fleet.host("mbs01.example.edu")
    host.version = "Release 8.6.0_GA_1153.RHEL6_64"
    const result = await runRollout(fleet.plan(renewed), fleet.ports())
    expect(result.exitCode).toBe(0)
    expect(new Set(fleet.served("mbs01.example.edu").values())).toEqual(new Set([renewed.fingerprint]))
    expect([...host.runs.keys()].find((id) => id.endsWith("/deploycrt"))).toMatch(/^\/var\/lib\/certfleet\//)
  })

  it("says first what it is, for whom and with which choices: begun, resumed or put back by hand", async () => {
    const fleet = memoryFleet(old)
    const plan = fleet.plan(renewed, { maxFailures: 2 })
    const entries = (): JournalEntry[] =>
      fleet.events.map((event, at) => ({ seq: at + 1, time: "", ...event }))
    const stopped = AbortSignal.abort(new ToolError("cancelled", "killed"))
    await runRollout(plan, fleet.ports({ hardStop: stopped }))
    const resumption = resumptionOf(entries())
    if (resumption === undefined) throw new Error("there is nothing to resume")
    await runRollout(plan, fleet.ports(), resumption)
    await runRollout(plan, fleet.ports(), rollbackOf(entries()))
    const starts = fleet.events.filter(({ type }) => type === "start")
    const common = { rollout: plan.id, certificate: renewed.fingerprint, maxFailures: 2 }
    expect(fleet.events[0]).toBe(starts[0])
    expect(starts).toEqual([
      expect.objectContaining({ ...common, hosts: carriers(fleet), resumed: false }),
      expect.objectContaining({ ...common, resumed: true }),
      expect.objectContaining({ ...common, resumed: false, rollback: true }),
    ])
  })

  it("reaches nobody when that first event is not taken", async () => {
    const fleet = memoryFleet(old)
    const full = new ToolError("no-space", "journal: no space left on this machine")
    const connector: Connector = { connect: () => Promise.reject(new Error("somebody was reached")) }
    const sink = { emit: () => Promise.reject(full) }
    await expect(runRollout(fleet.plan(renewed), fleet.ports({ connector, sink }))).rejects.toBe(full)
  })

  it("never lets key material into an event", async () => {
    const fleet = memoryFleet(old)
    fleet.host("mx01.example.edu").faults.activate = "does-nothing"
    await runRollout(fleet.plan(renewed), fleet.ports())
    const text = JSON.stringify(fleet.events)
    const secret = renewed.key.revealText().split("\n")[1] ?? ""
    expect(secret.length).toBeGreaterThan(40)
    expect(text).not.toContain(secret)
    expect(text).not.toContain("PRIVATE KEY")
  })
})

/** Everything but certfleet's own folder. */
function zimbraFiles(fleet: MemoryFleet): Map<string, [string, string][]> {
  return new Map(
    [...trees(fleet)].map(([name, files]) => [
      name,
      [...files].filter(([path]) => !path.startsWith("/opt/zimbra/ssl/certfleet/")),
    ]),
  )
}
