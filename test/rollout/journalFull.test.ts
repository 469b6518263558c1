import { beforeAll, describe, expect, it } from "vitest"
import { ToolError } from "../../src/errors.js"
import { type RolloutResult, runRollout } from "../../src/rollout/engine.js"
import type { Payload } from "../../src/rollout/plan.js"
import type { EventSink } from "../../src/rollout/record/events.js"
import { type JournalEntry, journalSink, readJournal } from "../../src/rollout/record/journal.js"
import { type Resumption, resumptionOf } from "../../src/rollout/record/resume.js"
import { expectDefined, type FaultScene, faultScene, isAsBefore } from "../support/faultScene.js"
import { oldAndRenewed, victim } from "../support/threeServers.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

/** Which lines the disk does not take, by their number from 1. */
type Full = (line: number) => boolean

interface Journal {
  readonly scene: FaultScene
  readonly lines: string[]
  entries(): JournalEntry[]
  run(full: Full, stops?: { readonly interruptedAt?: string }): Promise<RolloutResult | ToolError>
}

function journalled(befall: (scene: FaultScene) => void): Journal {
  const scene = faultScene(pairs)
  befall(scene)
  const lines: string[] = []
  const entries = (): JournalEntry[] => readJournal(`${lines.join("\n")}\n`).entries
  return {
    scene,
    lines,
    entries,
    async run(full, { interruptedAt } = {}) {
      const { fleet, renewed } = scene
      const interruption = new AbortController()
      let line = 0
      const append = async (text: string): Promise<void> => {
        line += 1
        if (full(line)) throw new ToolError("no-space", "journal: no space left on this machine")
        lines.push(text)
        if (interruptedAt !== undefined && text.includes(interruptedAt))
          interruption.abort(new ToolError("cancelled", "interrupted"))
      }
      const sink: EventSink = journalSink({ append, close: async () => undefined }, fleet.clock)
      const plan = fleet.plan(renewed)
      const ports = fleet.ports({ sink, softStop: interruption.signal })
      const earlier: Resumption | undefined = resumptionOf(entries())
      return runRollout(plan, ports, earlier).catch((error: unknown) => {
        if (error instanceof ToolError) return error
        throw error
      })
    },
  }
}

/** Where the journal saw a host last: at its end with the new certificate, or the old one, or anywhere before. */
function lastSeen(entries: readonly JournalEntry[], name: string): "new" | "old" | "under way" | "untouched" {
  const own = entries.filter(
    (entry): entry is JournalEntry & { type: "phase" } => entry.type === "phase" && entry.host === name,
  )
  const last = own.at(-1)
  if (last?.phase === "finish" && last.state === "ok") return "new"
  if (last?.phase === "release" && last.state === "ok") return "old"
  return own.some(({ phase }) => phase === "deploy") ? "under way" : "untouched"
}

/** What a rollout that was cut off must say, from the hosts as they are and from what its journal holds. */
function expectTold({ scene, entries }: Journal, told: ToolError, line: number): void {
  const written = entries()
  const names = [...scene.fleet.hosts.keys()]
  const seen = new Map(names.map((name) => [name, lastSeen(written, name)]))
  const all = new Set(seen.values())
  const halfWay = names.some((name) => seen.get(name) === "under way" && !isAsBefore(scene, name))
  const stuck = written.some((entry) => entry.type === "outcome" && entry.outcome === "stuck")
  expect(told.message).toContain("no space left on this machine")
  if (halfWay || stuck) expect([line, told.exitCode]).toEqual([line, 5])
  else if (!all.has("under way")) expect([line, told.exitCode]).toEqual([line, all.has("old") ? 4 : 3])
  const left = names.some((name) => scene.fleet.host(name).files.exists("/opt/zimbra/ssl/certfleet/lock"))
  if (left) expect([line, told.hint]).toEqual([line, expect.stringContaining("rollout --resume")])
}

const always = (first: number): Full => {
  return (line) => line >= first
}
const once = (only: number): Full => {
  return (line) => line === only
}
const never: Full = () => false

const stories: readonly (readonly [string, (scene: FaultScene) => void, number])[] = [
  ["goes well", () => undefined, 0],
  [
    "puts everybody back",
    ({ fleet }) => {
      fleet.host(victim).faults.activate = "does-nothing"
    },
    4,
  ],
  [
    "leaves one host to a human",
    ({ fleet }) => {
      Object.assign(fleet.host(victim).faults, { deploy: "fails", restore: "fails" })
    },
    5,
  ],
]

describe.each(stories)("a rollout that %s, with a full disk under its journal", (_, befall, exitCode) => {
  it.each([
    ["from any line on", always],
    ["at any one line, with room again for the next", once],
  ])("%s: stops, says so, and comes to its end when resumed", async (_title, full) => {
    const whole = journalled(befall)
    expect(((await whole.run(never)) as RolloutResult).exitCode).toBe(exitCode)
    for (let line = 1; line <= whole.lines.length; line += 1) {
      const made = journalled(befall)
      const told = await made.run(full(line))
      if (!(told instanceof ToolError)) throw new Error(`it went on without line ${line}`)
      expectTold(made, told, line)
      const resumed = await made.run(never)
      if (resumed instanceof ToolError) throw resumed
      expectDefined(made.scene, resumed)
      expect([line, resumed.exitCode]).toEqual([line, exitCode])
      // A host that is stuck can be taken up again.
      expect([line, resumptionOf(made.entries()) === undefined]).toEqual([line, exitCode !== 5])
    }
  })
})

describe("a full disk under the journal of a rollout that was interrupted", () => {
  it.each([
    ["stage", 130],
    ["deploy", 5],
  ])("counts as interrupted only while nobody is changed: %s", async (phase, exitCode) => {
    const interruptedAt = `"phase":"${phase}","state":"started"`
    const whole = journalled(() => undefined)
    await whole.run(never)
    const at = whole.lines.findIndex((line) => line.includes(interruptedAt)) + 1
    const told = await journalled(() => undefined).run(always(at + 1), { interruptedAt })
    expect(told).toMatchObject({ exitCode, hint: expect.stringContaining("rollout --resume") })
  })
})
