import { cpSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { Payload } from "../../../src/rollout/plan.js"
import { oldAndRenewed } from "../../support/threeServers.js"
import { runIn, sceneIn } from "./scene.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

/** Sorts after every other. */
const later = "99991231T235959Z-ffffff"
const nothingChanged = `${[
  {
    seq: 1,
    type: "start",
    rollout: later,
    certificate: "00".repeat(32),
    commonName: "x",
    canaries: [],
    hosts: ["a"],
  },
  {
    seq: 2,
    type: "outcome",
    host: "a",
    outcome: "aborted",
    reason: "it is half done",
    portsProven: 0,
    ms: 1,
  },
  { seq: 3, type: "end", exitCode: 3 },
]
  .map((entry) => JSON.stringify({ time: "2026-11-23T12:00:00Z", ...entry }))
  .join("\n")}\n`

describe("a rollout after one that was cut off", () => {
  it.each(["--dry-run", "--outside-window"])("is refused with both ways on, with %s", async (flag) => {
    const { cwd, journal } = sceneIn(pairs)
    const id = await journal("to the decision")
    const before = readdirSync(join(cwd, "bundle/rollouts"))
    const refused = await runIn(cwd, ["rollout", "bundle", flag])
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""])
    expect(refused.stderr).toBe(
      `certfleet: error: rollout ${id} did not end: servers may be half-way\ncertfleet: hint: certfleet rollout bundle --resume finishes it, or certfleet rollback bundle takes it back; --anew begins another all the same\n`,
    )
    expect(readdirSync(join(cwd, "bundle/rollouts"))).toEqual(before)
  })

  it("begins with --anew, which goes with no --resume", async () => {
    const { cwd, journal } = sceneIn(pairs)
    await journal("to the decision")
    const anew = await runIn(cwd, ["rollout", "bundle", "--dry-run", "--anew"])
    expect([anew.exitCode, anew.stderr]).toEqual([0, ""])
    const both = await runIn(cwd, ["rollout", "bundle", "--resume", "--anew"])
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining("--anew and --resume")])
  })

  it("is refused for another certificate, too, and the folder of the one that was cut off is named", async () => {
    const { cwd, journal } = sceneIn(pairs)
    await journal("to the decision")
    const own = join(cwd, "certificates/mail.example.edu")
    mkdirSync(own, { recursive: true })
    renameSync(join(cwd, "bundle"), join(own, "2026-11-22-0a1b2c3d"))
    cpSync(join(own, "2026-11-22-0a1b2c3d"), join(cwd, "other"), {
      recursive: true,
      filter: (path) => !path.endsWith("rollouts"),
    })
    const refused = await runIn(cwd, ["rollout", "other", "--dry-run"])
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain(
      "certfleet rollout certificates/mail.example.edu/2026-11-22-0a1b2c3d --resume",
    )
  })

  it("is not refused where that one came to its end, or another process is still at it", async () => {
    const over = sceneIn(pairs)
    await over.journal("all")
    expect(await runIn(over.cwd, ["rollout", "bundle", "--dry-run"])).toMatchObject({
      exitCode: 0,
      stderr: "",
    })
    const running = sceneIn(pairs)
    await running.journal("to the decision")
    const lock = { id: "1", holder: "me", machine: hostname(), pid: process.pid, since: "" }
    writeFileSync(join(running.cwd, ".certfleet.lock"), JSON.stringify(lock))
    const beside = await runIn(running.cwd, ["rollout", "bundle", "--dry-run"])
    expect([beside.exitCode, beside.stderr]).toEqual([0, ""])
  })

  it("that changed nothing hides it neither from --resume nor from the next rollout", async () => {
    const { cwd, journal } = sceneIn(pairs)
    const id = await journal("to the decision")
    writeFileSync(join(cwd, `bundle/rollouts/${later}.jsonl`), nothingChanged)
    const resumed = await runIn(cwd, ["rollout", "bundle", "--resume", "--dry-run", "--json"])
    expect([resumed.exitCode, resumed.stderr]).toEqual([0, ""])
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rollout: id })
    const refused = await runIn(cwd, ["rollout", "bundle", "--dry-run"])
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining(`rollout ${id} did not end`),
    ])
  })
})
