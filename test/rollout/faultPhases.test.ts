import { beforeAll, describe, expect, it } from "vitest"
import type { EmbeddedHost } from "../../src/demo/embeddedHost.js"
import { type ErrorCode, ToolError } from "../../src/errors.js"
import type { Connector } from "../../src/remote/session.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import { type JournalEntry, journalSink, readJournal } from "../../src/rollout/record/journal.js"
import { type Resumption, resumptionOf } from "../../src/rollout/record/resume.js"
import { rollbackOf } from "../../src/rollout/record/rollback.js"
import { type MemoryFleet, memoryFleet } from "../support/memoryFleet.js"
import { fleetText, oldAndRenewed, victim } from "../support/threeServers.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  ;({ old, renewed } = await oldAndRenewed())
})

const steps = [
  "preflight",
  "inspect",
  "stage",
  "zmcertmgr",
  "backup",
  "install-key",
  "deploycrt",
  "restart-mailboxd",
  "finish",
] as const

/** From which step on the victim's files may differ. */
const changing = steps.indexOf("install-key")

function zimbraFiles(host: EmbeddedHost): string {
  const own = [...host.files.snapshot("/opt/zimbra")].filter(([path]) => !path.includes("/ssl/certfleet/"))
  return JSON.stringify(own.sort())
}

interface Scene {
  readonly fleet: MemoryFleet
  readonly lines: string[]
  /** What connecting to the victim ends in; undefined while it works. */
  refusal: ErrorCode | undefined
  /** Called when the victim could not be reached. */
  onRefusal: () => void
  entries(): JournalEntry[]
  /** Takes up what the journal says was not brought to its end, unless told what to take up. */
  run(options?: { readonly hardStop?: AbortSignal; readonly resumption?: Resumption }): Promise<RolloutResult>
}

function scene(): Scene {
  const fleet = memoryFleet(old, fleetText)
  const connector: Connector = {
    async connect(target, options) {
      if (made.refusal !== undefined && target.host === victim) {
        made.onRefusal()
        throw new ToolError(made.refusal, `${victim}: ${made.refusal}`)
      }
      return fleet.connector.connect(target, options)
    },
  }
  const made: Scene = {
    fleet,
    lines: [],
    refusal: undefined,
    onRefusal: () => undefined,
    entries: () => readJournal(`${made.lines.join("\n")}\n`).entries,
    async run({ hardStop = new AbortController().signal, resumption } = {}) {
      const append = async (line: string): Promise<void> => void made.lines.push(line)
      const sink = journalSink({ append, close }, fleet.clock, made.lines.length + 1)
      const [plan, earlier] = [fleet.plan(renewed), resumption ?? resumptionOf(made.entries())]
      return runRollout(plan, fleet.ports({ connector, sink, hardStop }), earlier)
    },
  }
  return made
}

const close = async (): Promise<void> => undefined

/** Strikes once, at the given moment of the given step. */
function at(
  made: Scene,
  step: string,
  moment: "before" | "after",
  strike: () => void | Promise<void>,
): () => number {
  let strikes = 0
  made.fleet.host(victim).faults.onCommand = (command, when) => {
    if (command !== step || when !== moment || strikes > 0) return undefined
    strikes += 1
    return strike()
  }
  return () => strikes
}

function expectOldOrNew(made: Scene, before: ReadonlyMap<string, string>, result: RolloutResult): void {
  for (const { host: name, outcome } of result.hosts) {
    expect(outcome, name).toBeDefined()
    if (outcome === "stuck") continue
    const wanted = outcome === "done" ? renewed : old
    expect([name, ...new Set(made.fleet.served(name).values())]).toEqual([name, wanted.fingerprint])
    const host = made.fleet.host(name)
    if (outcome !== "done") expect(zimbraFiles(host), name).toBe(before.get(name))
    else expect(host.files.text("/opt/zimbra/conf/nginx.key"), name).toBe(renewed.key.revealText())
  }
  const { entries, missing } = readJournal(`${made.lines.join("\n")}\n`)
  expect(missing).toBeUndefined()
  // A rollback settles every host anew; a resumed run only those that were not settled.
  const from = entries.findLastIndex((entry) => entry.type === "start" && (!entry.resumed || entry.rollback))
  const settled = entries.slice(from).flatMap((entry) => (entry.type === "outcome" ? [entry.host] : []))
  expect(settled.sort()).toEqual(result.hosts.map(({ host }) => host).sort())
}

function filesOf({ fleet }: Scene): Map<string, string> {
  return new Map([...fleet.hosts].map(([name, host]) => [name, zimbraFiles(host)]))
}

const moments = steps.flatMap((step) => [[step, "before"] as const, [step, "after"] as const])

const lasting: readonly ErrorCode[] = [
  "ssh-lost",
  "ssh-refused",
  "ssh-timeout",
  "ssh-auth",
  "ssh-host-key-changed",
]

describe("connecting", () => {
  it.each([...lasting, "ssh-resolve"] as const)("%s: nobody is changed", async (refusal) => {
    const made = scene()
    const before = filesOf(made)
    made.refusal = refusal
    const result = await made.run()
    expectOldOrNew(made, before, result)
    expect(result.exitCode).toBe(3)
    expect(new Set(result.hosts.map(({ outcome }) => outcome))).toEqual(new Set(["aborted"]))
  })
})

describe.each(moments)("%s, %s", (step, moment) => {
  it("the host is restarted: the rollout ends well", async () => {
    const made = scene()
    const before = filesOf(made)
    const strikes = at(made, step, moment, () => {
      made.fleet.host(victim).reboot()
      throw new ToolError("ssh-lost", `${victim}: the SSH connection was lost (reboot)`)
    })
    const result = await made.run()
    expect(strikes()).toBe(1)
    expectOldOrNew(made, before, result)
    expect(result.exitCode).toBe(0)
  })

  it("the command hangs: time limits end it, and the host is all old or all new", async () => {
    const made = scene()
    const before = filesOf(made)
    const strikes = at(made, step, moment, () => new Promise<void>(() => undefined))
    const result = await made.run()
    expect(strikes()).toBe(1)
    expectOldOrNew(made, before, result)
    // A clean-up that hangs takes nothing back: the certificate is proven by then.
    expect(result.exitCode).toBe(step === "finish" ? 1 : steps.indexOf(step) < changing ? 3 : 4)
  })

  it.each(lasting)(
    "%s from then on: nobody is lost, and a rollback ends it for a host that was changed by then",
    async (refusal) => {
      const made = scene()
      const before = filesOf(made)
      const strikes = at(made, step, moment, () => {
        made.refusal = refusal
        throw new ToolError("ssh-lost", `${victim}: the SSH connection was lost (test)`)
      })
      const result = await made.run()
      expect(strikes()).toBe(1)
      expectOldOrNew(made, before, result)
      const index = steps.indexOf(step)
      expect(result.exitCode).toBe(step === "finish" ? 1 : index < changing ? 3 : 5)
      const { outcome: own, reason } = result.hosts.find(({ host }) => host === victim) ?? {}
      expect(reason).toBeDefined()
      expect(own).toBe(step === "finish" ? "done" : index < changing ? "aborted" : "stuck")
      if (own !== "stuck") return
      made.refusal = undefined
      const back = await made.run({ resumption: rollbackOf(made.entries()) })
      const isVictims = back.hosts.map(({ host, outcome }) => [host === victim, outcome])
      expect(isVictims).toEqual([
        [true, "rolled-back"],
        [false, "unchanged"],
        [false, "unchanged"],
      ])
      expectOldOrNew(made, before, back)
    },
  )

  it.each(lasting)(
    "%s from then on, and everything is stopped: a resumed run brings the certificate to every server",
    async (refusal) => {
      const made = scene()
      const before = filesOf(made)
      const stop = new AbortController()
      made.onRefusal = () => stop.abort(new ToolError("cancelled", "interrupted"))
      at(made, step, moment, () => {
        made.refusal = refusal
        throw new ToolError("ssh-lost", `${victim}: the SSH connection was lost (test)`)
      })
      const stopped = await made.run({ hardStop: stop.signal })
      expect(stopped.exitCode).toBe(130)
      expect(stopped.hosts.find(({ host }) => host === victim)?.outcome).toBeUndefined()
      made.refusal = undefined
      const resumed = await made.run()
      expectOldOrNew(made, before, resumed)
      expect(resumed.exitCode).toBe(0)
      expect(resumptionOf(made.entries())).toBeUndefined()
    },
  )
})
