import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { ToolError } from "../../src/errors.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload, RolloutSettings } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { readJournal } from "../../src/rollout/record/journal.js"
import { resumptionOf } from "../../src/rollout/record/resume.js"
import { expectDefined, type FaultScene, faultScene } from "../support/faultScene.js"
import type { Way } from "../support/memoryFleet.js"
import { oldAndRenewed, victim } from "../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

type Scene = FaultScene
const scene = (way: Way = "direct"): Scene => faultScene({ old, renewed }, way)
const ways: readonly Way[] = ["direct", "ssh"]

function run(at: Scene, settings: Partial<RolloutSettings> = {}): Promise<RolloutResult> {
  return runRollout(at.fleet.plan(renewed, settings), at.fleet.ports())
}

const lost = (): never => {
  throw new ToolError("ssh-lost", `${victim}: the SSH connection was lost (test)`)
}

/** Every command of a rollout that goes well, in order. */
const commandNames = [
  "preflight",
  "inspect",
  "stage",
  "zmcertmgr",
  "backup",
  "install-key",
  "deploycrt",
  "restart-mailboxd",
  "finish",
]

describe.each(ways)("a fault on one host, ports looked at %s,", (way) => {
  it.each([
    [
      "deploycrt fails half-way",
      (host: EmbeddedHost) => Object.assign(host.faults, { deploy: "fails" }),
      4,
      "rolled-back",
    ],
    [
      "deploycrt hangs",
      (host: EmbeddedHost) => Object.assign(host.faults, { deploy: "hangs" }),
      4,
      "rolled-back",
    ],
    [
      "deploycrt exits 1 after success",
      (host: EmbeddedHost) => Object.assign(host.faults, { deploy: "exits-1-after-success" }),
      0,
      "done",
    ],
    [
      "deploycrt exits 0 after failure",
      (host: EmbeddedHost) => Object.assign(host.faults, { deploy: "exits-0-after-failure" }),
      4,
      "rolled-back",
    ],
    [
      "the disk fills up during deploycrt",
      (host: EmbeddedHost) => Object.assign(host.faults, { deploy: "disk-full" }),
      4,
      "rolled-back",
    ],
    [
      "the disk is full at staging",
      (host: EmbeddedHost) => Object.assign(host.faults, { stage: "disk-full" }),
      3,
      "aborted",
    ],
    [
      "the disk is full at the backup",
      (host: EmbeddedHost) => Object.assign(host.faults, { backup: "disk-full" }),
      3,
      "aborted",
    ],
    [
      "verifycrt refuses",
      (host: EmbeddedHost) => Object.assign(host.faults, { verify: "refuses" }),
      3,
      "aborted",
    ],
    [
      "the restart fails",
      (host: EmbeddedHost) => Object.assign(host.faults, { activate: "fails" }),
      4,
      "rolled-back",
    ],
    [
      "the restart hangs",
      (host: EmbeddedHost) => Object.assign(host.faults, { activate: "hangs" }),
      4,
      "rolled-back",
    ],
    [
      "the service keeps the old certificate",
      (host: EmbeddedHost) => Object.assign(host.faults, { activate: "does-nothing" }),
      4,
      "rolled-back",
    ],
    [
      "the restore fails, too",
      (host: EmbeddedHost) => Object.assign(host.faults, { deploy: "fails", restore: "fails" }),
      5,
      "stuck",
    ],
  ] as const)("%s", async (_, strike, exitCode, outcome) => {
    const at = scene(way)
    strike(at.fleet.host(victim))
    const result = await run(at)
    expectDefined(at, result)
    expect(result.hosts.find(({ host }) => host === victim)?.outcome).toBe(outcome)
    expect(result.exitCode).toBe(exitCode)
  })

  it.each(commandNames.flatMap((name) => [[name, "before"] as const, [name, "after"] as const]))(
    "the connection is lost once, %s %s",
    async (name, when) => {
      const at = scene(way)
      let strikes = 0
      at.fleet.host(victim).faults.onCommand = (command, moment) => {
        if (command !== name || moment !== when || strikes > 0) return
        strikes += 1
        lost()
      }
      const result = await run(at)
      expect(strikes).toBe(1)
      expectDefined(at, result)
      expect(result.exitCode).toBe(0)
    },
  )

  it.each(["deploycrt", "restart-mailboxd"])("the host reboots during %s", async (name) => {
    const at = scene(way)
    let strikes = 0
    const host = at.fleet.host(victim)
    host.faults.onCommand = async (command, moment) => {
      if (command !== name || moment !== "before" || strikes > 0) return
      strikes += 1
      void at.fleet.clock.sleep(500).then(() => host.reboot())
    }
    const result = await run(at)
    expectDefined(at, result)
    expect(result.exitCode).toBe(0)
  })

  it("the connection stays lost before any change: everybody is left as it was", async () => {
    const at = scene(way)
    at.fleet.host(victim).faults.onCommand = (command) => (command === "stage" ? lost() : undefined)
    const result = await run(at)
    expect(result.exitCode).toBe(3)
    expect(result.hosts.map(({ outcome }) => outcome)).toEqual(["aborted", "aborted", "aborted"])
  })

  it("the connection stays lost after the deploy: that host is stuck, the others are restored", async () => {
    const at = scene(way)
    let gone = false
    at.fleet.host(victim).faults.onCommand = (command, when) => {
      if (command === "deploycrt" && when === "after") gone = true
      if (gone) lost()
    }
    const result = await run(at)
    expectDefined(at, result)
    expect(result.exitCode).toBe(5)
    expect(result.hosts.map(({ outcome }) => outcome)).toEqual(["stuck", "rolled-back", "rolled-back"])
  })

  it("is within the budget: only that host is put back", async () => {
    const at = scene(way)
    at.fleet.host(victim).faults.deploy = "fails"
    const result = await run(at, { maxFailures: 1 })
    expectDefined(at, result)
    expect(result.exitCode).toBe(1)
    expect(result.hosts.map(({ outcome }) => outcome)).toEqual(["rolled-back", "done", "done"])
  })

  it("befalls a canary: the others are never touched", async () => {
    const at = scene(way)
    at.fleet.host(victim).faults.deploy = "fails"
    const touched: string[] = []
    for (const name of ["ldap01.example.edu", "prx01.example.edu"])
      at.fleet.host(name).faults.onCommand = (command) => void touched.push(`${name} ${command}`)
    const result = await run(at, { canaries: [victim] })
    expect(touched).toEqual([])
    expectDefined(at, result)
    expect(result.exitCode).toBe(4)
  })
})

interface Killed {
  readonly entries: JournalEntry[]
  readonly finished: RolloutResult | undefined
}

/** Runs until the journal has so many lines, then stops as a killed process does. */
async function runUntil(at: Scene, lines: number, earlier: readonly JournalEntry[] = []): Promise<Killed> {
  const hardStop = new AbortController()
  const written: string[] = []
  const emit = async (event: RolloutEvent): Promise<void> => {
    hardStop.signal.throwIfAborted()
    written.push(JSON.stringify({ seq: earlier.length + written.length + 1, time: "", ...event }))
    if (written.length >= lines) {
      hardStop.abort(new ToolError("cancelled", "killed"))
      hardStop.signal.throwIfAborted()
    }
  }
  const plan = at.fleet.plan(renewed)
  const resumption = earlier.length === 0 ? undefined : resumptionOf(earlier)
  const entries = (): JournalEntry[] => [...earlier, ...readJournal(`${written.join("\n")}\n`).entries]
  try {
    const ports = at.fleet.ports({ sink: { emit }, hardStop: hardStop.signal })
    const finished = await runRollout(plan, ports, resumption)
    return { entries: entries(), finished: hardStop.signal.aborted ? undefined : finished }
  } catch (error) {
    if (!hardStop.signal.aborted) throw error
    return { entries: entries(), finished: undefined }
  }
}

async function killAndResume(at: Scene, lines: number): Promise<RolloutResult> {
  const { entries, finished } = await runUntil(at, lines)
  const last = entries.at(-1)
  if (finished !== undefined) return finished
  // It died with everything done: there is nothing to resume.
  if (last?.type === "end") return { exitCode: last.exitCode, hosts: entries.flatMap(settled) }
  const again = await runUntil(at, Number.POSITIVE_INFINITY, entries)
  if (again.finished === undefined) throw new Error("the resumed run did not end")
  return again.finished
}

function settled(entry: JournalEntry): RolloutResult["hosts"][number][] {
  return entry.type === "outcome" ? [{ reason: undefined, ...entry }] : []
}

describe.each(ways)("a rollout that is killed, ports looked at %s,", (way) => {
  /** Where ports are looked at is of the proof's phases alone: every fourth entry tells whether it matters to the rest. */
  const step = way === "direct" ? 1 : 4

  it("comes to the same end when resumed, at whichever journal entry it died", async () => {
    const whole = await runUntil(scene(way), Number.POSITIVE_INFINITY)
    expect(whole.entries.length).toBeGreaterThan(50)
    for (let lines = 1; lines < whole.entries.length; lines += step) {
      const at = scene(way)
      const result = await killAndResume(at, lines)
      expectDefined(at, result)
      expect([lines, result.exitCode]).toEqual([lines, 0])
    }
  })

  it("puts everything back when resumed, at whichever entry of a failing rollout it died", async () => {
    const failing = (): Scene => {
      const at = scene(way)
      at.fleet.host(victim).faults.activate = "does-nothing"
      return at
    }
    const whole = await runUntil(failing(), Number.POSITIVE_INFINITY)
    expect(whole.finished?.exitCode).toBe(4)
    for (let lines = 1; lines < whole.entries.length; lines += step) {
      const at = failing()
      const result = await killAndResume(at, lines)
      expectDefined(at, result)
      expect([lines, result.exitCode]).toEqual([lines, 4])
    }
  })
})

describe("a resumed rollout that fails where its services were restarted before", () => {
  it("restarts them again with the old certificate, on every server", async () => {
    const at = scene()
    const whole = await runUntil(scene(), Number.POSITIVE_INFINITY)
    const activated = whole.entries.findLastIndex(
      (entry) => entry.type === "phase" && entry.phase === "activate" && entry.state === "ok",
    )
    const { entries } = await runUntil(at, activated + 1)
    at.fleet.host(victim).faults.onCommand = (command, when) => {
      if (command === "install-key" && when === "before") throw new Error("no such disk")
    }
    const { finished } = await runUntil(at, Number.POSITIVE_INFINITY, entries)
    if (finished === undefined) throw new Error("the resumed run did not end")
    expectDefined(at, finished)
    expect(finished.exitCode).toBe(4)
  })
})

/** 5 for a stuck host; else everybody went forward but the few that the budget allows (1), or nobody did (4, 3). */
function exitCodeFor({ hosts }: RolloutResult, maxFailures: number): number {
  const outcomes = hosts.map(({ outcome }) => outcome)
  if (outcomes.includes("stuck")) return 5
  const back = outcomes.filter((outcome) => outcome === "rolled-back" || outcome === "aborted").length
  if (back === 0) return 0
  if (back <= maxFailures) return 1
  return outcomes.includes("rolled-back") ? 4 : 3
}

describe("random fault scripts", () => {
  const strike = fc.record({
    host: fc.constantFrom(victim, "ldap01.example.edu", "prx01.example.edu"),
    deploy: fc.option(
      fc.constantFrom("fails", "hangs", "exits-1-after-success", "exits-0-after-failure", "disk-full"),
      { nil: undefined },
    ),
    activate: fc.option(fc.constantFrom("fails", "does-nothing", "hangs"), { nil: undefined, freq: 3 }),
    ldap: fc.option(fc.constantFrom("down", "hangs"), { nil: undefined, freq: 5 }),
    stage: fc.option(fc.constant("disk-full"), { nil: undefined, freq: 10 }),
    backup: fc.option(fc.constant("disk-full"), { nil: undefined, freq: 10 }),
    restore: fc.option(fc.constant("fails"), { nil: undefined, freq: 10 }),
    verify: fc.option(fc.constant("refuses"), { nil: undefined, freq: 10 }),
    losses: fc.array(
      fc.tuple(fc.constantFrom(...commandNames, "restore"), fc.constantFrom("before", "after")),
      { maxLength: 3 },
    ),
  })

  it("never leave a host half changed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(strike, { maxLength: 3 }),
        fc.nat(2),
        fc.option(fc.integer({ min: 1, max: 80 })),
        fc.constantFrom(...ways),
        async (strikes, maxFailures, kill, way) => {
          const at = scene(way)
          for (const { host: name, losses, ...faults } of strikes) {
            const host = at.fleet.host(name)
            for (const [kind, value] of Object.entries(faults))
              if (value !== undefined) Object.assign(host.faults, { [kind]: value })
            const open = [...losses]
            host.faults.onCommand = (command, when) => {
              const index = open.findIndex(([wanted, moment]) => wanted === command && moment === when)
              if (index >= 0 && open.splice(index, 1).length > 0) lost()
            }
          }
          const result = kill === null ? await run(at, { maxFailures }) : await killAndResume(at, kill)
          expectDefined(at, result)
          expect(result.exitCode).toBe(exitCodeFor(result, maxFailures))
        },
      ),
      { endOnFailure: true, numRuns: Number(process.env["CERTFLEET_RUNS"] ?? 2_000) },
    )
  }, 180_000)
})
