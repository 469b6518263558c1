import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

describe("certfleet init", () => {
  it("writes the example fleet", async () => {
    const cwd = temporaryFolder()
    const run = await runCli(["init"], { cwd })
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("fleet.yaml") })
    expect(readFileSync(join(cwd, "fleet.yaml"), "utf8")).toBe(
      readFileSync(join(import.meta.dirname, "../../../certs-fixtures/fleets/example.yaml"), "utf8"),
    )
  })

  it("refuses to overwrite", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "fleet.yaml"), "mine\n")
    const run = await runCli(["init"], { cwd })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain("exists already")
    expect(readFileSync(join(cwd, "fleet.yaml"), "utf8")).toBe("mine\n")
  })
})
