import { appendFileSync, chmodSync, existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { Payload } from "../../../src/rollout/plan.js"
import { oldAndRenewed } from "../../support/threeServers.js"
import type { RunResult } from "../testIo.js"
import { runIn, type Scene, sceneIn } from "./scene.js"

let pairs: { readonly old: Payload; readonly renewed: Payload }

beforeAll(async () => {
  pairs = await oldAndRenewed()
})

function withHook(run: string, undo = ""): Scene {
  const scene = sceneIn(pairs)
  const partner = undo === "" ? "" : `, undo: [${undo}, enable]`
  appendFileSync(
    join(scene.cwd, "fleet.yaml"),
    `hooks:\n  - { name: drain, when: before activate, run: [${run}, drain]${partner} }\n`,
  )
  return scene
}

/** `./` goes by the folder of fleet.yaml, which this process was not started in. */
function runInSite(cwd: string, argv: readonly string[]): Promise<RunResult> {
  return runIn(cwd, [...argv, "--fleet", join(cwd, "fleet.yaml")])
}

describe("a hook that cannot be run", () => {
  it.each(["--dry-run", "--outside-window"])("is named before anything is reached with %s", async (flag) => {
    const { cwd } = withHook("./balancer", "./balancer")
    const missing = await runInSite(cwd, ["rollout", "bundle", flag])
    expect([missing.exitCode, missing.stdout]).toEqual([2, ""])
    expect(missing.stderr).toContain(`hook drain cannot be run: there is no program ${cwd}/balancer`)
    expect(missing.stderr).toContain(`undo of hook drain cannot be run: there is no program ${cwd}/balancer`)
    expect(missing.stderr).toMatch(/hint: .*chmod \+x/)
    writeFileSync(join(cwd, "balancer"), "#!/bin/sh\n", { mode: 0o644 })
    const closed = await runInSite(cwd, ["rollout", "bundle", flag])
    expect([closed.exitCode, closed.stderr]).toEqual([
      2,
      expect.stringContaining(`hook drain cannot be run: ${cwd}/balancer is not executable`),
    ])
    expect(existsSync(join(cwd, ".certfleet.lock"))).toBe(false)
  })

  it("is none where its program is executable, or found in PATH", async () => {
    const { cwd } = withHook("./balancer", "sh")
    writeFileSync(join(cwd, "balancer"), "#!/bin/sh\n")
    chmodSync(join(cwd, "balancer"), 0o755)
    expect(await runInSite(cwd, ["rollout", "bundle", "--dry-run"])).toMatchObject({
      exitCode: 0,
      stderr: "",
    })
  })

  it("is a missing partner alone, too", async () => {
    const { cwd } = withHook("sh", "no-such-program-anywhere")
    const shown = await runInSite(cwd, ["rollout", "bundle", "--dry-run"])
    expect(shown.exitCode).toBe(2)
    expect(shown.stderr).toContain(
      "undo of hook drain cannot be run: there is no program no-such-program-anywhere",
    )
    expect(shown.stderr).not.toContain("error: hook drain")
  })

  it.each([
    ["rollout", "bundle", "--resume"],
    ["rollback", "bundle"],
  ])("is a warning alone for %s %s %s, which must come to an end", async (...argv) => {
    const { cwd, journal } = withHook("./balancer")
    await journal("to the decision")
    const shown = await runInSite(cwd, [...argv.filter(Boolean), "--dry-run"])
    expect(shown.exitCode).toBe(0)
    expect(shown.stderr).toBe(
      `certfleet: warning: hook drain cannot be run: there is no program ${cwd}/balancer\n`,
    )
  })
})
