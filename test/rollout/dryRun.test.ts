import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import type { RecordedCommand } from "../../src/remote/recording.js"
import type { Connector } from "../../src/remote/session.js"
import { planJson } from "../../src/report/planJson.js"
import { planText } from "../../src/report/planText.js"
import { type DryRun, dryRun } from "../../src/rollout/dryRun.js"
import { runRollout } from "../../src/rollout/engine.js"
import type { Payload, RolloutPlan, RolloutSettings } from "../../src/rollout/plan.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { type Resumption, resumptionOf } from "../../src/rollout/record/resume.js"
import { rollbackOf } from "../../src/rollout/record/rollback.js"
import { stagingPlaceholder } from "../../src/rollout/rehearsal.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed, victim } from "../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

/** `user: argv`, by host, in order. */
type Commands = Readonly<Record<string, readonly string[]>>

function line({ user, argv }: Pick<RecordedCommand, "user" | "argv">): string {
  const words = argv.map((word) =>
    word.replace(/\/opt\/zimbra\/ssl\/certfleet\/stage\.[^/]+/, stagingPlaceholder),
  )
  return `${user}: ${JSON.stringify(words)}`
}

function wouldRun({ hosts }: DryRun): Commands {
  const all = hosts.map(({ host, phases }) => [
    host.host,
    phases.flatMap(({ commands }) => commands.map(line)),
  ])
  return Object.fromEntries(all)
}

/** Notes every command on its way to the hosts; of the waits for one detached step, the first. */
function watching(connector: Connector, seen: Record<string, string[]>): Connector {
  return {
    async connect(target, options) {
      const session = await connector.connect(target, options)
      return {
        ...session,
        exec(command, limits) {
          const own = seen[target.host] ?? []
          const text = line({ user: command.user ?? target.user, argv: command.argv })
          if (command.detached === undefined || own.at(-1) !== text) own.push(text)
          return session.exec(command, limits)
        },
      }
    },
  }
}

async function reallyRuns(fleet: MemoryFleet, plan: RolloutPlan, resumption?: Resumption): Promise<Commands> {
  const seen = Object.fromEntries(plan.hosts.map(({ host }): [string, string[]] => [host, []]))
  await runRollout(plan, fleet.ports({ connector: watching(fleet.connector, seen) }), resumption)
  return seen
}

const entriesOf = (events: readonly RolloutEvent[]): JournalEntry[] =>
  events.map((event, at) => ({ seq: at + 1, time: "", ...event }))

/** Runs until the journal has so many entries; false when it came to its end before. */
async function cutOffAfter(fleet: MemoryFleet, plan: RolloutPlan, count: number): Promise<boolean> {
  const hardStop = new AbortController()
  const emit = async (event: RolloutEvent): Promise<void> => {
    hardStop.signal.throwIfAborted()
    fleet.events.push(event)
    if (fleet.events.length >= count) hardStop.abort(new ToolError("cancelled", "killed"))
    hardStop.signal.throwIfAborted()
  }
  const ports = fleet.ports({ sink: { emit }, hardStop: hardStop.signal })
  await runRollout(plan, ports).catch((error: unknown) => {
    if (!hardStop.signal.aborted) throw error
  })
  return hardStop.signal.aborted
}

/** Before 8.7, zmcertmgr wants root. */
const rootsZimbra = "Release 8.6.0_GA_1153.RHEL6_64"
describe("dryRun", () => {
  it.each<[string, Partial<RolloutSettings>]>([
    ["as usual", {}],
    ["--restart full", { restart: "full" }],
    ["--restart none", { restart: "none" }],
    ["--rolling", { rolling: true, parallel: 2 }],
    ["--canary", { canaries: ["mbs01.example.edu"] }],
    ["with localOnly", { localOnly: true }],
    ["--break-lock", { breakLock: true }],
  ])(
    "lists the very commands that a rollout then runs, as whom and in which order: %s",
    async (_, settings) => {
      const fleet = memoryFleet(old)
      const plan = fleet.plan(renewed, settings)
      const would = wouldRun(await dryRun(plan))
      expect(Object.keys(would)).toHaveLength(10)
      expect(Math.min(...Object.values(would).map(({ length }) => length))).toBeGreaterThan(8)
      expect(await reallyRuns(fleet, plan)).toEqual(would)
      expect(fleet.events.at(-1)).toEqual({ type: "end", exitCode: 0 })
    },
  )

  it("lists what a resumed rollout runs that goes forward, wherever it was cut off", async () => {
    let resumed = 0
    for (let count = 1; ; count += 1) {
      const fleet = memoryFleet(old, fleetText)
      const plan = fleet.plan(renewed)
      if (!(await cutOffAfter(fleet, plan, count))) break
      const resumption = resumptionOf(entriesOf(fleet.events))
      if (resumption === undefined) continue
      resumed += 1
      const would = wouldRun(await dryRun(plan, resumption))
      expect([count, await reallyRuns(fleet, plan, resumption)]).toEqual([count, would])
    }
    expect(resumed).toBeGreaterThan(50)
  })

  it("goes by the version that the journal knows, once a host was changed", async () => {
    const ancient = (): MemoryFleet => {
      const fleet = memoryFleet(old, fleetText)
      fleet.host(victim).version = rootsZimbra
      return fleet
    }
    const whole = ancient()
    await runRollout(whole.plan(renewed), whole.ports())
    const changed = whole.events.findLastIndex((event) => event.type === "phase" && event.phase === "deploy")
    const fleet = ancient()
    const plan = fleet.plan(renewed)
    expect(await cutOffAfter(fleet, plan, changed)).toBe(true)
    const resumption = resumptionOf(entriesOf(fleet.events))
    const would = wouldRun(await dryRun(plan, resumption))
    expect(await reallyRuns(fleet, plan, resumption)).toEqual(would)
    // verifycrt, deploycrt, LDAP's copy is in step, and root's logs are removed.
    expect(would[victim]?.filter((text) => text.startsWith("root: "))).toHaveLength(3)
  })

  it("lists what a resumed rollout runs that is called back, wherever it was cut off", async () => {
    let calledBack = 0
    for (let count = 1; ; count += 1) {
      const fleet = memoryFleet(old, fleetText)
      fleet.host(victim).faults.activate = "does-nothing"
      const plan = fleet.plan(renewed)
      if (!(await cutOffAfter(fleet, plan, count))) break
      const resumption = resumptionOf(entriesOf(fleet.events))
      // Before the decision it goes forward, as far as anybody can know.
      if (resumption?.undoing === undefined) continue
      calledBack += 1
      const would = await dryRun(plan, resumption)
      expect(would.calledBack).toBe(resumption.undoing)
      expect([count, await reallyRuns(fleet, plan, resumption)]).toEqual([count, wouldRun(would)])
    }
    expect(calledBack).toBeGreaterThan(20)
  })

  it("shows a host that is called back on its way back, and nothing for one that has come to its end", async () => {
    const fleet = memoryFleet(old, fleetText)
    fleet.host(victim).faults.activate = "does-nothing"
    const plan = fleet.plan(renewed)
    await runRollout(plan, fleet.ports())
    const settled = fleet.events.findIndex((event) => event.type === "outcome")
    const resumption = resumptionOf(entriesOf(fleet.events.slice(0, settled + 1)))
    const { hosts } = await dryRun(plan, resumption)
    const walked = Object.fromEntries(
      hosts.map(({ host, phases }) => [host.host, phases.map(({ phase }) => phase)]),
    )
    const back = ["restore", "reactivate", "reprove", "release"]
    const first = fleet.events[settled]
    expect(first).toMatchObject({ outcome: "rolled-back", host: victim })
    expect(walked).toEqual({ [victim]: [], "ldap01.example.edu": back, "prx01.example.edu": back })
  })

  it.each([
    ["a present Zimbra", undefined],
    ["Zimbra before 8.7, whose version the journal knows", rootsZimbra],
  ])("lists what a rollback runs: %s", async (_, version) => {
    const fleet = memoryFleet(old, fleetText)
    for (const host of fleet.hosts.values()) host.version = version ?? host.version
    const plan = fleet.plan(renewed)
    await runRollout(plan, fleet.ports())
    const resumption = rollbackOf(entriesOf(fleet.events))
    const would = wouldRun(await dryRun(plan, resumption))
    expect(await reallyRuns(fleet, plan, resumption)).toEqual(would)
    expect(fleet.events.at(-1)).toEqual({ type: "end", exitCode: 0 })
    expect(would["ldap01.example.edu"]?.filter((text) => text.startsWith("root: "))).toHaveLength(
      // Two stops of a deploy that might still run, savecrt, and root's logs.
      version === undefined ? 0 : 4,
    )
  })
})

describe("planText", () => {
  it("names server, phase, user and command of every step, and holds no key material", async () => {
    const fleet = memoryFleet(old)
    const plan = fleet.plan(renewed)
    const text = planText(plan, await dryRun(plan))
    for (const { host } of plan.hosts) expect(text).toContain(`\n${host}  (`)
    expect(text).toMatch(
      / verify +as zimbra: \/opt\/zimbra\/bin\/zmcertmgr verifycrt comm STAGING\/commercial\.key/,
    )
    expect(text).toContain("deploycrt 200 /opt/zimbra/bin/zmcertmgr deploycrt comm STAGING/commercial.crt")
    expect(text).toMatch(/ prove +from here: look at .* until each serves the new certificate/)
    expect(text).toContain("$install_key is\n")
    expect(text).not.toContain("PRIVATE KEY")
  })

  it("says what nobody can know who connects to nobody", async () => {
    const plan = memoryFleet(old).plan(renewed)
    expect(planText(plan, await dryRun(plan))).toContain(
      "on Zimbra before 8.7 zmcertmgr runs as root instead",
    )
  })

  it("says of a rollback what it puts back, and of a rollout called back, why", async () => {
    const fleet = memoryFleet(old, fleetText)
    const plan = fleet.plan(renewed)
    expect(await cutOffAfter(fleet, plan, 55)).toBe(true)
    const back = planText(plan, await dryRun(plan, rollbackOf(entriesOf(fleet.events))))
    expect(back).toContain(`Would put back what 3 servers had before rollout ${plan.id}`)
    expect(back).toContain("\n  put back\n")
    expect(back).toMatch(/ restore +as zimbra: .*"\$restore" restore \/opt\/zimbra/)
    expect(back).not.toContain("< key")
    fleet.events.push({ type: "decision", decision: "undo", reason: "2 of 3 hosts failed" })
    const resumption = resumptionOf(entriesOf(fleet.events))
    const calledBack = planText(plan, await dryRun(plan, resumption))
    expect(calledBack).toContain("and call every changed one back: 2 of 3 hosts failed")
    expect(calledBack).toContain("\n  put back\n")
  })
})

describe("planJson", () => {
  it("holds every command with its phase and part, the program that runs detached, and no key material", async () => {
    const fleet = memoryFleet(old, fleetText)
    const plan = fleet.plan(renewed)
    const json = planJson(plan, await dryRun(plan))
    expect(json).toMatchObject({ version: 1, rollout: plan.id })
    const steps = json.hosts.find(({ host }) => host === victim)?.steps ?? []
    expect(steps.map(({ phase, part }) => `${part} ${phase}`)).toEqual([
      ...["1 preflight", "1 preflight", "1 stage", "1 verify", "1 verify", "1 backup"],
      ...["2 deploy", "2 deploy", "2 deploy", "3 activate", "4 finish"],
    ])
    expect(steps.flatMap(({ detached }) => (detached === undefined ? [] : [detached]))).toEqual([
      expect.arrayContaining(["/opt/zimbra/bin/zmcertmgr", "deploycrt", "STAGING/commercial.crt"]),
      ["/opt/zimbra/bin/zmmailboxdctl", "restart"],
    ])
    expect(steps.every(({ user }) => user === "zimbra")).toBe(true)
    const secret = renewed.key.revealText().split("\n")[1] ?? ""
    expect(JSON.stringify(json)).not.toContain(secret)
    expect(JSON.stringify(json)).not.toMatch(/PRIVATE KEY|redacted/)
  })
})
