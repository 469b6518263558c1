import { describe, expect, it } from "vitest"
import { rolloutJson } from "../../src/report/rolloutJson.js"
import type { RolloutEvent } from "../../src/rollout/record/events.js"
import type { JournalEntry } from "../../src/rollout/record/journal.js"
import { storyOf } from "../../src/rollout/record/story.js"

const start = (hosts: readonly string[], resumed: boolean): RolloutEvent => ({
  type: "start",
  ...{ rollout: "r1", holder: "admin@adm01", certificate: "1f".repeat(32), commonName: "mail.example.edu" },
  ...{ hosts, restart: "services", resumed, maxFailures: 0, localOnly: false, rolling: false, canaries: [] },
})
const deploy = (host: string, state: "started" | "ok"): RolloutEvent =>
  ({ type: "phase", host, phase: "deploy", state, ...(state === "ok" ? { ms: 100 } : {}) }) as RolloutEvent
const done = (host: string): RolloutEvent => ({
  ...{ type: "outcome", host, outcome: "done", ports: 2, portsProven: 2, ms: 100 },
})

function courseOf(...events: readonly RolloutEvent[]) {
  const entries = events.map((event, index): JournalEntry => {
    const time = new Date(Date.UTC(2026, 4, 1) + index * 1000).toISOString()
    return { seq: index + 1, time, ...event }
  })
  return rolloutJson(storyOf(entries) as never, entries)
}

const outcomes = ({ hosts }: ReturnType<typeof courseOf>): unknown[] =>
  hosts.map(({ host, outcome }) => [host, outcome])

describe("rolloutJson", () => {
  it("knows no outcome of a host that was cut off", () => {
    const cut = courseOf(start(["a", "b"], false), deploy("a", "started"), deploy("b", "started"), done("a"))
    expect(outcomes(cut)).toEqual([
      ["a", "done"],
      ["b", undefined],
    ])
    expect(cut.exitCode).toBeUndefined()
    expect(cut.runs[0]?.hosts[1]?.phases).toMatchObject([{ phase: "deploy", state: "cut-off" }])
  })

  it("keeps what ended in an earlier run, and takes the last word of what was taken up again", () => {
    const events = [start(["a", "b"], false), deploy("b", "started"), done("a")]
    const again = [start(["a", "b"], true), deploy("b", "started"), deploy("b", "ok")]
    expect(outcomes(courseOf(...events, ...again))).toEqual([
      ["a", "done"],
      ["b", undefined],
    ])
    const whole = courseOf(...events, ...again, done("b"), { type: "end", exitCode: 0 })
    expect(outcomes(whole)).toEqual([
      ["a", "done"],
      ["b", "done"],
    ])
    expect([whole.exitCode, whole.runs.map(({ kind }) => kind)]).toEqual([0, ["rollout", "resumed"]])
  })

  it("has the last proof and the notes of a host", () => {
    const proof = { service: "https", port: 443, proven: true, from: "direct", address: "192.0.2.1" } as const
    const [host] = courseOf(
      start(["a"], false),
      { type: "proof", host: "a", ports: [{ ...proof, proven: false }], notes: ["not yet"] },
      { type: "proof", host: "a", ports: [proof], notes: ["imap has a certificate of its own"] },
      done("a"),
    ).hosts
    expect(host).toMatchObject({ proofs: [proof], notes: ["imap has a certificate of its own"] })
  })
})
