import { describe, expect, it } from "vitest"
import { temporaryFolder } from "./folder.js"
import { runCli } from "./testIo.js"

/** What a wrong command line is told: nothing on stdout, and two lines. */
async function told(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(argv, { cwd: temporaryFolder() })
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" })
  return stderr
}

describe("a command line that is wrong", () => {
  it.each([
    [["rolout"], "unknown command 'rolout'", "did you mean rollout?"],
    [["stauts"], "unknown command 'stauts'", "did you mean status?"],
    [["rollout", "--dry-runs"], "unknown option '--dry-runs'", "did you mean --dry-run?"],
    [["rollout", "--lmit", "mbs01"], "unknown option '--lmit'", "did you mean --limit?"],
    [["rules", "--jsno"], "unknown option '--jsno'", "did you mean --json?"],
    [["lint", "--ask"], "unknown option '--ask'", "certfleet lint --help lists the arguments and options"],
    [["help", "rolout"], "unknown command 'rolout'", "did you mean rollout?"],
    [["frobnicate"], "unknown command 'frobnicate'", "certfleet --help lists the commands and options"],
    [
      ["explain"],
      "missing required argument 'code'",
      "certfleet explain --help lists the arguments and options",
    ],
    [
      ["rollout", "--limit"],
      "option '--limit <words>' argument missing",
      "certfleet rollout --help lists the arguments and options",
    ],
  ])("%j is told what and what to do", async (argv, what, hint) => {
    expect(await told(...argv)).toBe(`certfleet: error: ${what}\ncertfleet: hint: ${hint}\n`)
  })

  it("hears nothing back that a terminal would obey, nor a suggestion of its own making", async () => {
    expect(await told("status", "--names\u001b[2J\n(Did you mean --force?)")).toBe(
      "certfleet: error: unknown option '--names\\u001b[2J\\u000a(Did you mean --force?)'\ncertfleet: hint: certfleet status --help lists the arguments and options\n",
    )
  })

  it.each([
    [["lint", ""], "an argument is an empty word"],
    [["rollout", "--limit", ""], "--limit is given an empty word"],
    [["status", "--fleet="], "--fleet is given an empty word"],
  ])("%j holds what no variable of the shell was put in", async (argv, what) => {
    expect(await told(...argv)).toBe(
      `certfleet: error: ${what}\ncertfleet: hint: give it a value, or leave it out\n`,
    )
  })

  it("names no server by commas alone", async () => {
    expect(await told("rollout", "--limit", ",")).toMatch(/^certfleet: error: --limit names no server\n/)
  })

  it("is a plugin's UNKNOWN, too", async () => {
    const { exitCode, stdout, stderr } = await runCli(["status", "--reporter", "nagios", "--dais", "3"], {
      cwd: temporaryFolder(),
    })
    expect({ exitCode, stdout }).toEqual({
      exitCode: 3,
      stdout: "CERTFLEET UNKNOWN - unknown option '--dais'\n",
    })
    expect(stderr).toContain("did you mean --days?")
  })

  it("that names no command gets the help, once", async () => {
    const stderr = await told()
    expect(stderr).toMatch(/^Usage: certfleet /)
    expect(stderr).not.toContain("certfleet: error:")
  })
})
