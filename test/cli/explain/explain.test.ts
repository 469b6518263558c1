import { describe, expect, it } from "vitest"
import { lintCodes } from "../../../src/lint/codes.js"
import { runCli } from "../testIo.js"

const cwd = "."

describe("certfleet explain", () => {
  it("says everything that is documented about a rule", async () => {
    expect(await runCli(["explain", "validity-over-200-days"], { cwd })).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^validity-over-200-days: error\n\nsource {4}CA\/Browser Forum.*\nsee {7}BR 6\.3\.2.*\nin force {2}from 2026-03-15 until 2027-03-15\nlooks at {2}leaf, self-signed\nbinds {5}CAs that browsers trust.*\nwhat {6}.*\nwhy {7}.*\nbad {7}.*\ngood {6}.*\n/,
      ),
      stderr: "",
    })
  })

  it("explains findings that no rule makes as far as they are known", async () => {
    const { exitCode, stdout } = await runCli(["explain", "waiver-expired"], { cwd })
    expect(exitCode).toBe(0)
    expect(stdout).toBe(`waiver-expired: warning

source    not a rule: about inputs, fleet.yaml or waivers
what      The last day of a waiver is over: what it excused counts again.
why       A waiver is a promise to mend something until a day.
hint      mend what it excused, or decide again and give it a new day
`)
  })

  it("takes a code as it stands in a report", async () => {
    const { stdout } = await runCli(["explain", "[Expired]"], { cwd })
    expect(stdout).toMatch(/^expired: error\n/)
  })

  it("knows every code that a lint comes up with", async () => {
    const unknown: string[] = []
    for (const code of lintCodes) {
      const { exitCode, stdout } = await runCli(["explain", code, "--json"], { cwd })
      const { what }: { what: string } = JSON.parse(stdout)
      if (exitCode !== 0 || what.length < 10) unknown.push(code)
    }
    expect(unknown).toEqual([])
  })

  it("prints JSON", async () => {
    const { stdout } = await runCli(["explain", "expires-soon", "--json"], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      code: "expires-soon",
      severity: "warning",
      source: "certfleet",
      audience: "everyone",
      scopes: ["leaf", "self-signed", "intermediate", "root"],
      citation: "RFC 5280 section 4.1.2.5",
    })
  })

  it("paints the severity where colours are wanted", async () => {
    const { stdout } = await runCli(["explain", "expired"], { cwd, env: { FORCE_COLOR: "1" } })
    expect(stdout).toContain("\u001b[31merror")
  })

  it.each([
    ["exspires-soon", "did you mean expires-soon?"],
    ["wildcard", "wildcard"],
    ["qqqqqqqq", "certfleet rules lists them"],
  ])("exits 2 for %s, with what was probably meant", async (code, hint) => {
    const run = await runCli(["explain", code], { cwd })
    expect(run).toMatchObject({ exitCode: 2, stdout: "" })
    expect(run.stderr).toContain(`certfleet: error: there is no finding with the code ${code}\n`)
    expect(run.stderr.split("\n")[1]).toContain(hint)
  })

  it("prints no control character of the word that it was given", async () => {
    const { stderr } = await runCli(["explain", "a\u001b[2J"], { cwd })
    expect(stderr).toContain("the code a\\u001b[2J\n")
  })
})
