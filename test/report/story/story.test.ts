import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import manifest from "../../../package.json" with { type: "json" }
import { rolloutPage } from "../../../src/report/page/rolloutPage.js"
import { type RolloutJson, rolloutJson } from "../../../src/report/rolloutJson.js"
import { storyMarkdown } from "../../../src/report/story/markdown.js"
import { storyText } from "../../../src/report/story/text.js"
import { runRollout } from "../../../src/rollout/engine.js"
import type { Payload } from "../../../src/rollout/plan.js"
import { type JournalEntry, journalSink } from "../../../src/rollout/record/journal.js"
import { rollbackOf } from "../../../src/rollout/record/rollback.js"
import { storyOf } from "../../../src/rollout/record/story.js"
import { temporaryFolder } from "../../cli/folder.js"
import { runCli } from "../../cli/testIo.js"
import { type MemoryFleet, memoryFleet } from "../../support/memoryFleet.js"
import { testCa } from "../../support/pairs.js"
import { fleetText, victim } from "../../support/threeServers.js"
import { VirtualClock } from "../../support/virtualClock.js"
import { journalSample } from "../page/sample.js"

let old: Payload
let renewed: Payload

beforeAll(async () => {
  const ca = await testCa(new VirtualClock())
  old = await ca.pair(["mail.example.edu"], { from: -190, until: 9 })
  renewed = await ca.pair(["mail.example.edu"])
})

/** The journal of what the fleet goes through. */
async function journalOf(act: (fleet: MemoryFleet, lines: string[]) => Promise<unknown>): Promise<string[]> {
  const fleet = memoryFleet(old, fleetText)
  const lines: string[] = []
  await act(fleet, lines)
  return lines
}

function sinkInto(fleet: MemoryFleet, lines: string[]) {
  return journalSink(
    { append: async (line) => void lines.push(line), close: async () => undefined },
    fleet.clock,
    lines.length + 1,
  )
}

const parsed = (lines: readonly string[]): JournalEntry[] => lines.map((line) => JSON.parse(line))
const told = (entries: readonly JournalEntry[]): RolloutJson =>
  rolloutJson(storyOf(entries) as never, entries)

describe("the story of a rollout", () => {
  it("tells who, when, which servers and how long", async () => {
    const lines = await journalOf((fleet, into) =>
      runRollout(fleet.plan(renewed), fleet.ports({ sink: sinkInto(fleet, into) })),
    )
    const story = storyOf(parsed(lines))
    expect(story).toMatchObject({ commonName: "mail.example.edu", certificate: renewed.fingerprint })
    const [run, ...others] = story?.runs ?? []
    expect(others).toEqual([])
    expect(run).toMatchObject({ kind: "rollout", exitCode: 0 })
    expect(run?.hosts.map(({ outcome }) => outcome)).toEqual(["done", "done", "done"])
    const deploy = run?.hosts[0]?.phases.find(({ phase }) => phase === "deploy")
    expect((deploy?.to ?? 0) - (deploy?.from ?? 0)).toBeGreaterThanOrEqual(2_000)
    const text = storyText(told(parsed(lines)))
    expect(text).toMatch(
      /^Rollout by .+ on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, [\d.]+ s: every server is done\.$/m,
    )
    expect(text).toMatch(/^mbs01\.example\.edu +done +(\d+) of \1 +[\d.]+ s +\w+ [\d.]+ s, \w+ [\d.]+ s$/m)
    expect(text).not.toContain("What went wrong")
  })

  it("tells what went wrong, on which server, and that the others were put back", async () => {
    const lines = await journalOf((fleet, into) => {
      fleet.host(victim).faults.deploy = "fails"
      return runRollout(fleet.plan(renewed), fleet.ports({ sink: sinkInto(fleet, into) }))
    })
    const text = storyText(told(parsed(lines)))
    expect(text).toContain(": it failed, and every changed server was restored.")
    expect(text).toMatch(new RegExp(`^What went wrong:\n${victim}: deploy failed: .+`, "m"))
    const markdown = storyMarkdown(told(parsed(lines)))
    expect(markdown).toContain("What went wrong:\n\n- mbs01.example.edu: deploy failed")
    expect(markdown).toMatch(/^\| mbs01\.example\.edu \| rolled-back \|/m)
  })

  it("tells each run of a journal: a rollout, then its rollback", async () => {
    const lines = await journalOf(async (fleet, into) => {
      await runRollout(fleet.plan(renewed), fleet.ports({ sink: sinkInto(fleet, into) }))
      const back = rollbackOf(parsed(into))
      await runRollout(fleet.plan(renewed), fleet.ports({ sink: sinkInto(fleet, into) }), back)
    })
    const story = storyOf(parsed(lines))
    expect(story?.runs.map(({ kind }) => kind)).toEqual(["rollout", "rollback"])
    const text = storyText(told(parsed(lines)))
    expect(text).toMatch(/^Rollback by .+: every server is as it was before\.$/m)
    expect(text).not.toContain("What went wrong")
  })

  it("ends with what a human runs on a server that is stuck, to be copied", () => {
    const text = storyText(told(journalSample()))
    expect(text).toMatch(
      /\n\nOn mbs004\.example\.edu, as zimbra, to bring the old certificate back:\n {4}zmcontrol restart\n$/,
    )
    expect(storyMarkdown(told(journalSample()))).toMatch(
      /\n\n## By hand on mbs004\.example\.edu\n\nAs zimbra, to bring the old certificate back:\n\n```\nzmcontrol restart\n```\n$/,
    )
  })

  it("has nothing to be done by hand on a server that a later run has put right", () => {
    const time = "2026-11-26T22:00:00.000Z"
    const [start] = journalSample()
    const done = { type: "outcome", host: "mbs004.example.edu", outcome: "rolled-back" }
    const later = [start, done].map((entry, at) => ({ ...entry, seq: 100 + at, time })) as JournalEntry[]
    const entries = [...journalSample(), ...later]
    expect(storyText(told(entries)) + storyMarkdown(told(entries))).not.toContain("zmcontrol restart")
  })

  it("says of a journal that ends before its rollout that it was cut off", async () => {
    const lines = await journalOf((fleet, into) =>
      runRollout(fleet.plan(renewed), fleet.ports({ sink: sinkInto(fleet, into) })),
    )
    const cut = lines.findIndex((line) => line.includes('"phase":"deploy","state":"started"')) + 1
    const story = storyOf(parsed(lines.slice(0, cut)))
    expect(story?.runs[0]).toMatchObject({ exitCode: undefined, to: undefined })
    expect(storyText(told(parsed(lines.slice(0, cut))))).toContain(
      "it was cut off: the journal ends before it",
    )
  })

  it("lets no word of a journal be obeyed by a terminal, a page of Markdown or its HTML", () => {
    const evil = "\u001b[31m`<script>`\n# not ours"
    const phase = { phase: evil, from: 0, to: 1_000, state: "failed", detail: evil }
    const host = { host: evil, outcome: evil, reason: evil, warnings: [evil], phases: [phase] }
    const hook = { hook: evil, when: evil, for: evil, way: "run", from: 0, state: "failed", detail: evil }
    const run = { kind: "rollout", by: evil, from: 0, to: 1_000, exitCode: 1 }
    const course = { interruptions: [evil], decisions: [evil], marks: [], hooks: [hook], hosts: [host] }
    const stuck = { host: evil, commands: [evil], commandsAs: evil }
    const json = {
      ...{ rollout: evil, commonName: evil, certificate: evil, hosts: [stuck] },
      runs: [{ ...run, ...course }],
    } as never
    for (const text of [storyText(json), storyMarkdown(json)]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
      expect(text).not.toMatch(/^# not ours/m)
    }
    const code = /```\n[^\n]*\n```\n|``[^\n]*?``/g
    expect(storyMarkdown(json).match(code)).toHaveLength(2)
    expect(storyMarkdown(json).replace(code, "")).not.toMatch(/`|<script>/)
  })

  it.each([
    ["a beginning long before", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z"],
    ["a beginning in 1970", "1970-01-01T00:00:00.000Z", undefined],
    ["a beginning after its end", "2099-01-01T00:00:00.000Z", undefined],
  ])(
    "says that the clock was changed, of %s, and makes no page of it that nobody can open",
    (_, first, others) => {
      const entries = journalSample().map((entry, at) => ({
        ...entry,
        time: at === 0 ? first : (others ?? entry.time),
      }))
      const json = told(entries)
      const page = rolloutPage(json, "1.2.3")
      for (const text of [storyText(json), storyMarkdown(json), page]) {
        expect(text).toContain("unknown (the clock was changed)")
        expect(text).not.toMatch(/-\d+\.\d s|\d{4} min/)
      }
      expect(page.length).toBeLessThan(100_000)
    },
  )

  it("does not tell how long a server took whose clock was set back meanwhile", () => {
    const back = journalSample().findLastIndex(({ type }) => type === "phase")
    const entries = journalSample().map((entry, at) => ({
      ...entry,
      time: at === back ? "2026-11-26T20:00:00.000Z" : entry.time,
    }))
    const text = storyText(told(entries))
    expect(text).toMatch(
      /^mbs004\.example\.edu +stuck .* unknown \(the clock was changed\) +deploy 1\.0 s, preflight 0\.5 s$/m,
    )
    expect(text).toMatch(/^Rollout by .+, \d+\.\d s: /m)
  })

  it("is nothing for a journal without a beginning", () => {
    expect(storyOf([])).toBeUndefined()
  })
})

describe("certfleet report", () => {
  it("reads the journal that is named, or the last one of a folder", async () => {
    const lines = await journalOf((fleet, into) =>
      runRollout(fleet.plan(renewed), fleet.ports({ sink: sinkInto(fleet, into) })),
    )
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, "bundle/rollouts"), { recursive: true })
    writeFileSync(
      join(cwd, "bundle/rollouts/20260501T000000Z-ab.jsonl"),
      lines.map((line) => `${line}\n`).join(""),
    )
    const byFile = await runCli(["report", "bundle/rollouts/20260501T000000Z-ab.jsonl"], { cwd })
    const byFolder = await runCli(["report", "bundle"], { cwd })
    expect(byFile).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("every server is done") })
    expect(byFolder).toEqual(byFile)
    const json = await runCli(["report", "bundle", "--json"], { cwd })
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, runs: [{ kind: "rollout" }] })
    await runCli(["report", "bundle", "--html", "course.html"], { cwd })
    expect(readFileSync(join(cwd, "course.html"), "utf8")).toBe(
      rolloutPage(JSON.parse(json.stdout), manifest.version),
    )
  })

  it("says what to name where there is no journal", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "notes.jsonl"), "{}\n")
    for (const word of ["notes.jsonl", "missing"]) {
      const run = await runCli(["report", word], { cwd })
      expect([run.exitCode, run.stderr]).toEqual([
        2,
        expect.stringMatching(/^certfleet: error: .+\ncertfleet: hint: .+\n$/),
      ])
    }
  })
})
