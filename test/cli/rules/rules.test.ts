import { describe, expect, it } from "vitest"
import { rules } from "../../../src/rules/registry.js"
import { runCli } from "../testIo.js"

const cwd = "."

interface Listed {
  readonly code: string
  readonly source: string
  readonly scopes: readonly string[]
}
async function listed(...args: string[]): Promise<readonly Listed[]> {
  const { stdout } = await runCli(["rules", "--json", ...args], { cwd })
  const json: { rules: readonly Listed[] } = JSON.parse(stdout)
  return json.rules
}

describe("certfleet rules", () => {
  it("lists every rule, a line each, by source and code", async () => {
    const { exitCode, stdout, stderr } = await runCli(["rules"], { cwd })
    const [titles, ...lines] = stdout.trimEnd().split("\n")
    expect(exitCode).toBe(0)
    expect(titles).toMatch(/^code +severity +source +looks at +in force +see$/)
    expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual(rules.map(({ code }) => code).sort())
    expect(stderr).toBe(`${rules.length} rules; certfleet explain CODE says more\n`)
  })

  it("prints JSON with the documentation", async () => {
    const all = await listed()
    expect(all).toHaveLength(rules.length)
    expect(all.find(({ code }) => code === "expired")).toMatchObject({
      severity: "error",
      why: expect.any(String),
      good: expect.any(String),
    })
  })

  it("filters by source and by scope", async () => {
    const fleet = await listed("--source", "certfleet", "--scope", "fleet")
    expect(fleet.length).toBeGreaterThan(0)
    expect(fleet.length).toBeLessThan((await listed("--source", "certfleet")).length)
    for (const { source, scopes } of fleet) expect([source, scopes]).toEqual(["certfleet", ["fleet"]])
  })

  it.each([
    ["--source", "mozila", "did you mean mozilla?"],
    ["--scope", "certificate", "one of leaf, self-signed, intermediate, root, csr, chain, key, fleet"],
  ])("exits 2 for %s %s", async (option, word, hint) => {
    const run = await runCli(["rules", option, word], { cwd })
    expect(run).toMatchObject({ exitCode: 2, stdout: "" })
    expect(run.stderr).toContain(`certfleet: error: ${option} ${word} is unknown\n`)
    expect(run.stderr).toContain(hint)
  })
})
